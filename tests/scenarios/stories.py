"""Five reports in our own words that carry the same facts, and the same traps, as the ones Lodestone started from."""

from tests.newsstand import Story

EXPLAINER = Story(
    title="What a general licence does and does not do",
    url="https://reseller.example/notes/general-licences",
    published="Mon, 22 Dec 2025 10:00:00 GMT",
    source="Reseller Notes",
    full_text=(
        "Buyers keep asking us whether trade is back to normal now that Beijing hands out general export licenses for "
        "heavy rare earths. It is not. Every license, individual or general, goes to an exporter in China; the foreign "
        "buyer neither applies for one nor owns one.\n\n"
        "A general license lets that exporter ship again and again within a fixed frame: certain chemistries, certain "
        "end uses, certain customers, a volume and an end date. It does not reach new part numbers, it "
        "cannot be handed "
        "on, and it does not free goods that were stopped earlier in the year.\n\n"
        "So far, as of the middle of December, such licenses appear to have gone only to a few large makers of "
        "neodymium-iron-boron (NdFeB) magnets. Nobody has publicly confirmed that producers of samarium-cobalt (SmCo) "
        "magnets were given general licenses. Nor is there a sign that individual licenses are turned into general "
        "ones in bulk.\n\n"
        "Our advice has not changed: plan as though the limits stay, and treat whatever you hear as provisional."
    ),
)

MARKET_NOTE = Story(
    title="Beijing hands out its first year-long rare-earth permits",
    url="https://marketflash.example/content/5521",
    published="Mon, 15 Dec 2025 21:51:00 GMT",
    source="Market Flash",
    full_text=(
        "China took a step towards calmer supply this month with a first batch of streamlined export licences for rare "
        "earth magnets. The so-called general licences spare exporters the paperwork that every single consignment "
        "needed since April.\n\n"
        "Since the controls of April 2025 each shipment of the controlled elements had required a licence of its own, "
        "which slowed deliveries and stopped production lines abroad. After the two presidents met in late October, "
        "China agreed to bring in general licences. In early December at least three large magnet makers, among them "
        "JL Mag Rare Earth, Ningbo Yunsheng and Beijing Zhong Ke San Huan High-Tech, obtained these "
        "licences, which let "
        "them supply approved customers for a year instead of asking for each order.\n\n"
        "The wider control system stays in place. Governments and manufacturers in Europe complain that many of their "
        "firms were left out of the first round."
    ),
)

TECH_NEWS = Story(
    title="First general rare-earth export licences go to Chinese magnet makers",
    url="https://technews.example/magnets/first-licences",
    published="Wed, 03 Dec 2025 12:00:00 GMT",
    source="Tech News Daily",
    full_text=(
        "At least three makers of permanent magnets have been given China's first general export licences, "
        "which should "
        "speed up deliveries to chosen customers abroad.\n\n"
        "Reuters reports that JL Mag Rare Earth, Ningbo Yunsheng and Beijing Zhong Ke San Huan High-Tech were granted "
        "general licences for individual customers on December 2. The licences run for a year. JL Mag can reportedly "
        "supply nearly all of its customers, while Ningbo Yunsheng and Zhong Ke San Huan got permission for part of "
        "theirs. The ministry and the companies did not answer requests for comment, according to Reuters.\n\n"
        "Exports of rare-earth magnets for the year to date came to 45,290 tons, 5.2% less than a year before."
    ),
)

MINISTRY_NOTE = Story(
    title="Ministry says some applications went through",
    url="https://metalsdigest.example/p/short-leash",
    published="Thu, 18 Dec 2025 09:00:00 GMT",
    source="Metals Digest",
    full_text=(
        "China's Ministry of Commerce has approved general export licences for some exporters of rare earths, Asian "
        "Metal reported. The ministry said companies with enough export experience were allowed to apply and that some "
        "applications have now been approved.\n\n"
        "It did not say which exporters, which products, what volumes or which destinations are covered.\n\n"
        "None of this amounts to an open door. Access hangs on conditions and can be taken away."
    ),
)

ROUND_UP = Story(
    title="Year-long magnet licences: who is in, who is out",
    url="https://roundup.example/news/licences",
    published="Tue, 23 Dec 2025 20:01:00 GMT",
    source="Round-Up",
    full_text=(
        "China has started to issue year-long general export licences for rare earths, in place of an "
        "approval for each "
        "shipment.\n\n"
        "Ford confirmed that some of the Chinese firms it buys magnets from have received general licences, which "
        "helps its electric-vehicle schedules. Beijing first granted licences to large firms including JL "
        "Mag Rare Earth, Ningbo "
        "Yunsheng and Beijing Zhong Ke San Huan High-Tech.\n\n"
        "Customs figures for November show exports up 26.5% on the month to 5,493.9 tons; for the year to "
        "November they "
        "passed 58,000 tons, 11.6% more than a year earlier.\n\n"
        "Not everybody was served: some carmakers in Europe, among them Volkswagen, were left out of the first round."
    ),
)

FIVE = (EXPLAINER, MARKET_NOTE, TECH_NEWS, MINISTRY_NOTE, ROUND_UP)
