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
    ("who Lanxi Magnetics as-of 2099-01-15", "`2099-01-15` lies in the future"),
    (
        "holders materail:smco",
        "`holders` has no filter `materail:`; it takes `material:`, `customer:`, `certainty:`, `state:`, `since:`, "
        "`page:`. "
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
    ("evidence page:zwei", "`zwei` is no page. Nearest that works: `/licence evidence page:1`"),
    ("changes lately", "`lately` is no day I can read"),
    ("changes since 2029-01-01", "lies in the future. Nearest that works: `/licence changes 7d`"),
    ("expiring soon", "`soon` is no number of days between 1 and 1100. Nearest that works: `/licence expiring 90d`"),
    ("expiring 0d", "`0d` is no number of days"),
    ("check", "`check` needs to know which supplier, for which customer."),
    ("check Lanxi Magnetics", '`check` needs to know for which customer. For example: `/licence check "Lanxi'),
    (
        "check Lanxi Magnetics for Orrin country:Narnia",
        "`Narnia` is no country I know. Nearest that works: `/licence check",
    ),
    ("check Lanxi Magnetics for Orrin materail:NdFeB", "`check` has no filter `materail:`"),
    ("chekc Lanxi Magnetics for Orrin", "Nearest that works: `/licence check Lanxi Magnetics for Orrin`"),
    ("follow", "Nearest that works: `/licence follow exporters customers smco`"),
    ("follow exporrters", "`exporrters` is nothing to follow. Nearest that works: `/licence follow exporters`"),
    ("follow smco losess", "`losess` is nothing to follow. Nearest that works: `/licence follow smco losses`"),
    ('follow company:"Lanxi Magnetix"', 'Nearest that works: `/licence follow company:"Lanxi Magnetics"`'),
    ("follow smco min:maybe", "`maybe` is no degree of certainty I know"),
    ("follow smco tier:Z", "`Z` is no grade I know, such as `a`, `b`, `c`, `d`, `e`, `f`."),
    ("mute", '`mute` needs a company or a source. For example: `/licence mute "Lanxi Magnetics" 7d`'),
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
    ("dispute C1", "A dispute needs its reason in words. For example: `/licence dispute C1 it only applied"),
    ("dispute C999 wrong", "There is no evidence `C999` on record"),
    ("dispute A99 wrong", "There is no alert `A99` on record"),
    ("share", "`share` needs to know what"),
    ("A99", "There is no alert `A99` on record"),
    ("W99", "No such follow here"),
    ("follow W99", "No such follow here"),
    ("follow smco matreial:dy", "`follow` has no filter `matreial:`"),
    ("mute W7", "W7 is a follow, and `mute` takes a company or a source. Nearest that works: `/licence unfollow W7`"),
    ("unfollow W7", "No such follow here; `/licence following` lists what is followed, with ids."),
    ("unfollow exporters", "No such follow here"),
    ("help hodlers", "There is no verb `hodlers`. Nearest that works: `/licence help holders`"),
    ("admin reveiw", "`admin` is clear, `reveiw` is not. Nearest that works: `/licence admin review`"),
    (
        "admin review acept 1 yes",
        "`admin review` is clear, `acept` is not; it takes `accept`, `reject`, `edit`, `merge`. "
        "Nearest that works: `/licence admin review accept 1 yes`",
    ),
    ("admin review accept", "`admin review accept` needs the number of a review."),
    ("admin review accept one yes", "needs the number of a review, not `one`."),
    ("admin review accept 1", "`admin review accept` needs a reason, for whoever looks later."),
    ("admin review accept 99 yes", "There is no review 99."),
    ("admin review edit 1 because", "An edit says what the text really says, such as `status:applied`."),
    ("admin review edit 1 status:aplied no", "Nearest that works: `/licence admin review edit 1 no status:applied`"),
    ("admin watch ad Newname", "Nearest that works: `/licence admin watch add"),
    ("admin watch add", "`admin watch add` needs a name. For example: `/licence admin watch add "),
    (
        'admin watch add "Anhui Example" 安徽示例 ticker:600000.SH',
        "`安徽示例` stands beside the name `Anhui Example`; another name of the same company begins with `alias:`. "
        'Nearest that works: `/licence admin watch add "Anhui Example" alias:"安徽示例" ticker:"600000.SH"`',
    ),
    (
        "admin watch add Anhui Example 安徽示例",
        'Nearest that works: `/licence admin watch add "Anhui Example" alias:"安徽示例"`',
    ),
    (
        "admin watch add Newname alias:新名 role:expotrer",
        'Nearest that works: `/licence admin watch add "Newname" alias:"新名" role:exporter`',
    ),
    ("admin watch add Newname role:boss", "`boss` is no role I know, such as `exporter`"),
    ("admin source add", "`admin source add` needs an address."),
    ("admin source add example", "“example” is not an http or https address."),
    ("admin garnt <@U0ANN>", "`admin` is clear, `garnt` is not. Nearest that works: `/licence admin grant <@U0ANN>`"),
    ("admin grant", "`admin grant` needs a person."),
    ("admin grant @ann", "`@ann` is no person Slack knows; choose one from the list that opens after `@`."),
    ("admin grant <#C01GEN|general>", "`#general` is no person Slack knows"),
    ("admin revoke <@U0NONE>", "That person is no admin; `/licence admin status` names them all."),
    ("admin revok <@U0NONE>", "Nearest that works: `/licence admin revoke <@U0NONE>`"),
    ("admin chanel <#C0MAGNETS|magnets>", "Nearest that works: `/licence admin channel <#C0MAGNETS>`"),
    ("admin channel #magnets", "`#magnets` is no channel Slack knows; choose one from the list that opens after `#`."),
    ("admin staus", "Nearest that works: `/licence admin status`"),
    ("admin health", "Nearest that works: `/licence admin status`"),
    ("admin audit lately", "`lately` is no number of days between 1 and 3650."),
    ("admin history 30d", "Nearest that works: `/licence admin audit 30d`"),
    ("admin nonsense", "`admin` is clear, `nonsense` is not. Nearest that works: `/licence help admin`"),
    ("admin watch", "`admin watch` needs to know what: `add`, `remove`, `list`, `import`, `export`."),
    ("admin watch rm Lanxi Magnetics", "Nearest that works: `/licence admin watch remove Lanxi Magnetics`"),
    ("admin wach rm Lanxi Magnetics", "Nearest that works: `/licence admin watch remove Lanxi Magnetics`"),
    ("admin wach add Newname", "Nearest that works: `/licence admin watch add Newname`"),
    ("admin sorce", "Nearest that works: `/licence help admin source`"),
    ("admin watch lst", "Nearest that works: `/licence admin watch list`"),
    ("admin watch frobnicate", "it takes `add`, `remove`, `list`, `import`, `export`."),
    (
        "admin watch remove Nobody Ltd",
        "`Nobody Ltd` is not on the watchlist; `/licence admin watch list` shows who is.",
    ),
    (
        "admin watch add “Newname” role：customerr",
        'Nearest that works: `/licence admin watch add "Newname" role:customer`',
    ),
    ("admin watch add “Newname” alais：新名", 'Nearest that works: `/licence admin watch add "Newname" alias:新名`'),
    ('admin watch add "Newname" alias:兰溪磁业', "“兰溪磁业” is a name of Lanxi Magnetics already."),
    ("admin source", "`admin source` needs to know what: `add`, `list`, `pause`"),
    ("admin source paus https://x.example/a", "Nearest that works: `/licence admin source pause https://x.example/a`"),
    (
        "admin source delete <https://x.example/a>",
        "Nearest that works: `/licence admin source remove https://x.example/a`",
    ),
    ("admin source pause", "`admin source pause` needs the address of a source."),
    ("admin source pause https://x.example/a", "is not among the sources: `/licence admin source list` shows them."),
    ("admin source add https://me:pw@x.example/", "An address with a user name or password in it is not watched."),
    ("admin source list page:0", "`0` is no page."),
    ("admin claim", "`admin claim` needs to know what: `add`, `retract`, `restore`."),
    ("admin claim add", "`admin claim add` needs a name and a link."),
    ("admin claim add Newname", "`admin claim add` needs a link: it says who said so."),
    ("admin claim add Newname ftp:x", "`admin claim add` has no filter `ftp:`"),
    (
        "admin claim add Newname https://x.example/ status:grantd",
        'Nearest that works: `/licence admin claim add "Newname" https://x.example/ status:granted`',
    ),
    ("admin claim add Newname https://x.example/ date:2031-01-01", "`2031-01-01` lies in the future."),
    ("admin claim retract seven wrong", "`admin claim retract` needs the id of a claim, not `seven`."),
    ("admin claim retract C1", "`admin claim retract` needs a reason, for whoever looks later."),
    ("admin claim retract C99 wrong", "There is no claim C99 on record."),
    ("admin claim restore C1", "C1 was not taken back."),
    (
        "holders materail:smco since:7d",
        "`holders` has no filter `materail:`; it takes `material:`, `customer:`, `certainty:`, `state:`, `since:`, "
        "`page:`. "
        "Nearest that works: `/licence holders material:smco since:7d`",
    ),
    ("holders materail: smco since:7d", "Nearest that works: `/licence holders material:smco since:7d`"),
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
