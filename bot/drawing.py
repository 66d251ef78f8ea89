"""A chart as a picture. Drawn by a child process, because matplotlib is large, slow to load, and an optional extra.

The parent gives the child numbers and words on stdin and gets PNG on stdout; the child knows no setting and no secret.
What the chart shows is written into the file as its description, for readers who do not see it.
"""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

#: Longer than this no chart takes; the first one builds a list of the machine's fonts.
_SECONDS = 90
#: What the child says, and how it ends, when the extra is not installed.
_NO_EXTRA = "no extra"
MISSING = (
    "Drawing a chart needs an extra that is not installed: `.venv/bin/python -m pip install '.[charts]'` in the folder "
    "of Lodestone installs it."
)
#: Fonts beside matplotlib's own, tried in this order for letters that it has not.
_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
)
_PUBLISHED, _OURS, _GREY = "#1f5a8a", "#9dbdd6", "#555555"


class CannotDraw(Exception):
    """The chart was not drawn; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What to draw. `bars`: label, value, and whether it is our arithmetic. `alternative` says it all in words."""

    title: str
    measure: str
    bars: tuple[tuple[str, float, bool], ...]
    small_print: str
    alternative: str


def draw(drawing: Drawing, environment: dict[str, str] | None = None) -> bytes:
    """The drawing as a PNG file. Blocks for some seconds. Raises CannotDraw."""
    command = [sys.executable, "-c", "from bot.drawing import child; child()"]
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    kept["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=json.dumps(asdict(drawing)).encode(),
            capture_output=True,
            timeout=_SECONDS,
            env=kept | (environment or {}),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotDraw(f"The chart took longer than {_SECONDS} seconds to draw, so it was given up.") from None
    except OSError as error:
        raise CannotDraw("The chart could not be drawn: no process could be started for it.") from error
    if done.returncode == 0 and done.stdout.startswith(b"\x89PNG"):
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if said[-1:] == [_NO_EXTRA]:
        raise CannotDraw(MISSING)
    raise CannotDraw(f"The chart could not be drawn ({said[-1][:200] if said else 'no reason was given'}).")


def child() -> NoReturn:
    """The child process: a drawing as JSON on stdin, PNG on stdout."""
    try:
        import matplotlib
    except ImportError:
        sys.exit(_NO_EXTRA)
    matplotlib.use("Agg")
    given = json.loads(sys.stdin.buffer.read())
    given["bars"] = tuple((label, value, ours) for label, value, ours in given["bars"])
    sys.stdout.buffer.write(_png(Drawing(**given)))
    sys.exit(0)


def _png(drawing: Drawing) -> bytes:
    import io

    from matplotlib import font_manager, pyplot, rcParams, ticker

    fonts = _fonts(font_manager)
    rcParams["font.family"] = [name for name, _ in fonts]
    written = {glyph for _, glyphs in fonts for glyph in glyphs}

    def said(text: str) -> str:
        # A letter that no font here has would be an empty box, and a dollar sign would begin a formula.
        return "".join(char if ord(char) in written or char == "\n" else "?" for char in text).replace("$", r"\$")

    figure, axes = pyplot.subplots(figsize=(max(8.0, 0.5 * len(drawing.bars) + 2), 5), dpi=150, layout="constrained")
    labels = [said(label) for label, _, _ in drawing.bars]
    values = [value for _, value, _ in drawing.bars]
    colours = [_OURS if ours else _PUBLISHED for _, _, ours in drawing.bars]
    drawn = axes.bar(range(len(values)), values, color=colours, width=0.72)
    axes.bar_label(drawn, labels=[f"{value:,.0f}" for value in values], fontsize=7, padding=2)
    axes.set_xticks(range(len(values)), labels, rotation=45, ha="right", rotation_mode="anchor", fontsize=8)
    axes.set_ylabel(said(drawing.measure), fontsize=9)
    axes.set_ylim(0, max(values, default=1) * 1.12)
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_title(said(drawing.title), loc="left", fontsize=12, fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    small = "\n".join(textwrap.wrap(said(drawing.small_print), 130))
    figure.supxlabel(small, x=0.01, ha="left", fontsize=7, color=_GREY)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Title": drawing.title, "Description": drawing.alternative})
    return out.getvalue()


def _fonts(font_manager: Any) -> list[tuple[str, Iterable[int]]]:
    """The fonts that are here, each with the letters it has; matplotlib's own first."""
    from matplotlib.ft2font import FT2Font

    here = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    names = [name for name in ("DejaVu Sans", *_FONTS) if name in here]
    return [(name, FT2Font(here[name]).get_charmap()) for name in names]
