"""The `lodestone` command in a process of its own, forked from one that has imported everything: a start costs nothing.

What a story shows of the start itself it shows with the installed script (`Shell.start`).
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.patience import HANGS

LODESTONE = str(Path(sys.executable).parent / "lodestone")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["bot.cli", "bot.service", "bot.commands", "bot.doctor", "jobs.poll", "storage.database"])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Ours without its settings, for a record in this folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "LODESTONE_", "DATABASE_"))}
    return {**kept, "LODESTONE_DATA": str(folder), **settings}


def lodestone(
    words: Sequence[str], environment: Mapping[str, str], cwd: Path, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. Raises TimeoutError when it hangs."""
    with tempfile.TemporaryDirectory() as made:
        given, said, told = (Path(made) / name for name in ("stdin", "stdout", "stderr"))
        given.write_text(stdin, "utf-8")
        process = _FORKS.Process(target=_command, args=(list(words), dict(environment), cwd, (given, said, told)))
        process.start()
        process.join(HANGS)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"lodestone {' '.join(words)} hangs")
        status = process.exitcode
        process.close()
        return subprocess.CompletedProcess(
            ["lodestone", *words], status, *(path.read_text("utf-8") for path in (said, told))
        )


def _command(words: list[str], environment: dict[str, str], cwd: Path, files: tuple[Path, Path, Path]) -> None:
    """In the new process: what the script does, with this environment and these files for the three streams."""
    for number, (path, flags) in enumerate(zip(files, (os.O_RDONLY, *(os.O_WRONLY | os.O_CREAT,) * 2), strict=True)):
        os.dup2(os.open(path, flags), number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115  until the process ends
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    from bot.cli import main

    main(words)


class Shell:
    """A folder with a record in it and the `lodestone` command."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.environment = environment(folder, **settings)

    def __call__(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return lodestone(words, self.environment, self.folder.parent, stdin)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The installed script, running."""
        return subprocess.Popen(
            [LODESTONE, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment,
            cwd=self.folder.parent,
        )
