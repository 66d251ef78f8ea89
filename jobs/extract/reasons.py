"""Why a person is asked: everything the reader can say of a claim that is not plain, in one place.

A reason is a whole sentence, as a reviewer sees it. Those in `OPEN` are about wording and role, which the learned
weights may settle where they are sure; the others are about what the text itself casts into doubt, and stay.
"""

from enum import StrEnum


class Reason(StrEnum):
    """One reason to ask a person, in words."""

    KIND_UNSAID = "The text does not say which kind of licence this is."
    KIND_LATER = "The kind of licence is named only later in the text."
    KIND_FURTHER_ON = "The kind of licence is named only further on."
    KIND_FAR = "The kind of licence is named only far from this statement."
    FAR = "The company was named only far before this statement."
    KIND_BOTH = "Both kinds of licence are named together."
    KIND_MIXED = "General and individual licences are named together."
    KIND_NOT_GENERAL = "The text says that it is not a general one."
    TOO_OLD = "The report is older than the first general licences."
    ENDED = "Another sentence speaks of the end of a licence."
    END_DENIED = "A report of its end is denied."
    NOT_OURS = "Nothing shows that this is China's licence for magnets."
    OTHERWISE = "Another sentence of the text says otherwise."
    OTHER_GOODS = "Other goods are named beside the licence."
    NO_MAKER = "Nothing shows that the company makes or exports magnets."
    NO_ROLE = "Nothing shows what kind of company this is."
    RETOLD = "The text corrects, denies or doubts something."
    SHAKEN = "Words of doubt stand close to the statement."
    DENIED_NEXT = "The next sentence takes it back or doubts it."
    DOUBTED = "The same sentence casts doubt on it."
    SMCO_OPEN = "It is not plain whether the licence covers samarium-cobalt."
    APPLICATION = "An application is mentioned in the same statement."
    NOT_RECEIVED = "The statement also says that something was not received."
    OBJECT_OPEN = "It is not plain that the licence is what was received."
    NEGATION = "A negation stands in the same statement."
    NOT_YET = "The statement also speaks of what is not yet known."
    ONCE = "The statement speaks of what once was."
    AROUND = "Words around the licence leave something open."
    OPINION = "Somebody only thinks, assumes or counts it so."
    SHARED_NAME = "The text only uses a short name that other companies share; it may be this maker or another one."
    PERHAPS_ANOTHER = "The name has more to it than this maker's; it may be another company."
    SLIP = "The name is spelt almost like this maker's; it may be a slip or another company."
    ONE_OF_A_KIND = "The company is only named as another one of the kind."
    ON_A_LIST = "The company is named on a list, but not plainly as the holder."
    BESIDE = "The company is named beside a general licence, but not plainly as having one."
    SOFTENED = "The report only says so with a softening word and names no source."
    TAKEN = "The same sentence speaks of a licence taken away or a name struck off."
    UNNAMED = "The sentence names neither the company nor a licence."
    HEARSAY = "Only those who need not know say so."
    NO_FACT = "The sentence speaks of what would be, should be or no longer is."
    NO_VERB = "No verb of the sentence says that the company has received a licence."
    ANOTHER = "Somebody else stands between this one and the licence."
    UNREAL = "The text seems to be no report but an exercise, a sample, a joke or a story."
    OLD_TIMES = "It is told of a time before the first general licences."
    FORGED = "The text calls the paper, its number or its source a false one."
    TAKEN_BACK = "The text goes on to take the report back or to contradict it."
    OTHER_PAPER = "The text goes on to say that the paper is another one, or for other goods."
    ELSEWHERE = "The text goes on to say that the licence is somebody else's."
    CANDIDATES = "The text speaks of candidates, not of holders."
    NEARLY = "The text says that it is nearly so, or so on paper only."
    OTHER_MATTER = "What is told there may be about something else than a licence."
    LIKENESS = "The passage reads like the report of a licence, but no rule of grammar shows whose it is."
    UNLIKE = "The passage does not read like the report of a licence, though its grammar does."


#: Reasons about wording and role: the learned weights may settle them.
OPEN = frozenset(
    (
        Reason.KIND_FURTHER_ON,
        Reason.NOT_OURS,
        Reason.NO_MAKER,
        Reason.NO_ROLE,
        Reason.APPLICATION,
        Reason.AROUND,
        Reason.ONE_OF_A_KIND,
        Reason.SOFTENED,
        Reason.ON_A_LIST,
        Reason.OBJECT_OPEN,
    )
)
