"""Slips, and the sentence each gets: what was understood, what was not, the nearest that works."""

import pytest

from tests.bot.conftest import Desk
from tests.bot.limits import check

SLIPS = (
    ("holdrs", "There is no verb `holdrs`, and no company of that name. Nearest that works: `/licence holders`"),
    ("folow smco", "Nearest that works: `/licence follow smco`"),
    ("foolw smco", "Nearest that works: `/licence follow smco`"),
    ("hwo lanxi magnetics", "Nearest that works: `/licence who lanxi magnetics`"),
    ("evidnce", "Nearest that works: `/licence evidence`"),
    ("costumers", "Nearest that works: `/licence customers`"),
    ("subscribe exporters", "Nearest that works: `/licence follow exporters`"),
    ("unsubscribe all", "Nearest that works: `/licence unfollow all`"),
    ("exporters", "Nearest that works: `/licence holders`"),
    ("samarium", "Nearest that works: `/licence smco`"),
    ("overview", "Nearest that works: `/licence status`"),
    ("wholesalers of magnets", "No company on record is called `wholesalers of magnets`"),
    ("who", "`who` needs the name of a company. Nearest that works: `/licence who Lanxi Magnetics`"),
    ("who Lanxi Magnetix", "Nearest: `/licence who Lanxi Magnetics`"),
    ("Lanxi Magnetix", "No company on record is called `Lanxi Magnetix`. Nearest: `/licence who Lanxi Magnetics`"),
    ("who 不存在公司", "No company on record is called `不存在公司`"),
    ("who Lanxi Magnetics as-of 2026-01-15", "`as-of` is not in this version yet"),
    (
        "holders materail:smco",
        "`holders` has no filter `materail:`; it takes `material:`, `customer:`, `certainty:`, `state:`, `since:`. "
        "Nearest that works: `/licence holders material:smco`",
    ),
    ("holders colour:red", "`holders` has no filter `colour:`; it takes `material:`"),
    ("holders material:smoc", "`smoc` is no material I know, such as `ndfeb`, `smco`"),
    ("holders material:", "`material:` needs a value."),
    ("holders certainty:sure", "`sure` is no degree of certainty I know, such as `confirmed`, `reported`"),
    ("holders certainty:confrimed", "Nearest that works: `/licence holders certainty:confirmed`"),
    ("holders state:stolen", "`stolen` is no state of a licence I know"),
    ("holders since:tomorrow", "`tomorrow` is no day I can read; write it as 2026-11-02 or 7d."),
    ("holders since:2027-05-01", "`2027-05-01` lies in the future. Nearest that works: `/licence holders since:7d`"),
    (
        "holders customer:Orin",
        'No company on record is called `Orin`. Nearest that works: `/licence holders customer:"Orrin',
    ),
    ("holders Orrin", "`holders` takes filters only, not `Orrin`"),
    ("customers Lanxi Magnetix", 'Nearest that works: `/licence customers "Lanxi Magnetics"`'),
    ("evidence C999", "There is no evidence `C999` on record; `/licence evidence` lists the newest."),
    ("evidence Lanxi Magnetix", 'Nearest that works: `/licence evidence "Lanxi Magnetics"`'),
    ("evidence page:zwei", "`zwei` is no page. Nearest that works: `/licence evidence page:2`"),
    ("changes lately", "`lately` is no day I can read"),
    ("changes since 2029-01-01", "lies in the future. Nearest that works: `/licence changes 7d`"),
    ("expiring soon", "`soon` is no number of days between 1 and 1100. Nearest that works: `/licence expiring 90d`"),
    ("expiring 0d", "`0d` is no number of days"),
    ("follow", "Nearest that works: `/licence follow exporters customers smco`"),
    ("follow exporrters", "`exporrters` is nothing to follow. Nearest that works: `/licence follow exporters`"),
    ("follow smco losess", "`losess` is nothing to follow. Nearest that works: `/licence follow smco losses`"),
    ('follow company:"Lanxi Magnetix"', 'Nearest that works: `/licence follow company:"Lanxi Magnetics"`'),
    ("follow smco min:maybe", "`maybe` is no degree of certainty I know"),
    ("follow smco tier:Z", "`Z` is no grade I know, such as `a`, `b`, `c`, `d`, `e`, `f`."),
    ("mute", '`mute` needs a company or a source. Nearest that works: `/licence mute "Lanxi Magnetics" 7d`'),
    ("mute Lanxi Magnetix 7d", 'Nearest that works: `/licence mute "Lanxi Magnetics" 7d`'),
    ("mute Lanxi Magnetics 900d", "A mute lasts up to a year"),
    ("mute Lanxi Magnetics off", "`Lanxi Magnetics` is not muted here"),
    ("pause", "`pause` needs to know for how long. Nearest that works: `/licence pause 2h`"),
    (
        "pause forever",
        "`forever` is no time ahead I can read, up to a year. Nearest that works: `/licence pause until 2h`",
    ),
    ("pause until 2020-01-01", "is no time ahead I can read"),
    ("digest", "`digest` needs to know how often."),
    (
        "digest dayly",
        "`dayly` is no rhythm; a digest is `daily`, `weekly` or `off`. Nearest that works: `/licence digest daily",
    ),
    ("digest daily 25:99", "`25:99` is no hour, day or time zone I know."),
    ("dispute", "`dispute` needs the id of a claim, such as `C7`."),
    ("dispute C1", "A dispute needs its reason in words. Nearest that works: `/licence dispute C1 it only applied"),
    ("dispute C999 wrong", "There is no evidence `C999` on record"),
    ("dispute A99 wrong", "There is no alert `A99` on record"),
    ("share", "`share` needs to know what"),
    ("A99", "There is no alert `A99` on record"),
    ("W99", "No such follow here"),
    ("follow W99", "No such follow here"),
    ("follow smco matreial:dy", "`follow` has no filter `matreial:`"),
    ("unfollow", "`unfollow` needs the id of a follow, its words, or `all`. Nearest that works: `/licence following`"),
    ("unfollow W7", "No such follow here; `/licence following` lists what is followed, with ids."),
    ("unfollow exporters", "No such follow here"),
    ("help hodlers", "There is no verb `hodlers`. Nearest that works: `/licence help holders`"),
    ("admin reveiw", "`admin` is clear, `reveiw` is not. Nearest that works: `/licence admin review`"),
    (
        "admin review acept 1 yes",
        "`admin review` is clear, `acept` is not. Nearest that works: `/licence admin review accept",
    ),
    ("admin review accept", "`admin review accept` needs the number of a review."),
    ("admin review accept one yes", "needs the number of a review, not `one`."),
    ("admin review accept 1", "`admin review accept` needs a reason, for whoever looks later."),
    ("admin review accept 99 yes", "There is no review 99."),
    ("admin review edit 1 because", "An edit says what the text really says, such as `status:applied`."),
    ("admin review edit 1 status:aplied no", "Nearest that works: `/licence admin review edit status:applied`"),
    ("admin watch ad Newname", "Nearest that works: `/licence admin watch add"),
    ("admin watch add", "`admin watch add` needs a name."),
    ("admin watch add Newname role:boss", "`boss` is no role I know, such as `exporter`"),
    ("admin source add", "`admin source add` needs an address."),
    ("admin source add example", "“example” is not an http or https address."),
    ("admin become", "`admin become` needs the code that Lodestone showed where it was started."),
    ("a" * 5_000, "That is 5,000 characters long; a command has at most 2,000, so nothing was done."),
    ("`<!channel>`", "No company on record is called ``<!channel>``"),
)


@pytest.mark.parametrize(("typed", "sentence"), SLIPS, ids=[typed[:40] for typed, _ in SLIPS])
async def test_a_slip_gets_the_nearest_that_works(desk: Desk, typed: str, sentence: str) -> None:
    answer = await desk.says(typed)
    assert sentence in answer


@pytest.mark.parametrize("typed", [typed for typed, _ in SLIPS], ids=[typed[:40] for typed, _ in SLIPS])
async def test_what_is_offered_instead_is_understood(desk: Desk, typed: str) -> None:
    """A suggestion that fails in its turn would be worse than none. An admin's forms need words of their own."""
    payload = (await desk.ask(typed)).as_slack()
    check(payload)
    for block in payload["blocks"]:
        for button in block.get("elements", ()):
            command = button.get("value", "help")
            answer = await desk.ask(command)
            assert answer.understood or "admin" in command or command.startswith("unfollow"), command
