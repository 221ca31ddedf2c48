"""The words of the template sentences: for each topic who does it, and what is done to what.

A noun is written with its plural where that is irregular ("tooth/teeth"), with "-" where it has none; a verb with
third person, past and participle where they are irregular. Each word of a topic has one role in it, so that it occurs
once in a sentence. A verb whose past is its base ("cut") would make two sentences one.
"""

from __future__ import annotations

# By topic: those who act, and for each verb what it is done to.
TOPICS: dict[str, tuple[str, dict[str, str]]] = {
    "cooking": (
        "baker cook chef grandmother butcher apprentice caterer housekeeper waiter hostess",
        {
            "bake": "bread/- cake pie",
            "peel": "potato/potatoes carrot apple",
            "knead": "dough/- pastry marzipan/-",
            "stir stirs stirred stirred": "soup sauce porridge/-",
            "grind grinds ground ground": "pepper/- coffee/- nutmeg/-",
            "roast": "chicken chestnut lamb",
            "freeze freezes froze frozen": "berry spinach/- pea",
            "chop chops chopped chopped": "onion parsley/- celery/-",
        },
    ),
    "medicine": (
        "doctor nurse surgeon dentist midwife/midwives paramedic pharmacist physician therapist radiologist",
        {
            "examine": "wound tumour retina",
            "prescribe": "antibiotic painkiller ointment",
            "treat": "infection fever burn",
            "bandage": "ankle wrist knee",
            "diagnose": "disease allergy fracture",
            "inject": "insulin/- serum anaesthetic",
            "monitor": "heartbeat pregnancy pulse",
            "remove": "stitch tooth/teeth appendix",
        },
    ),
    "music": (
        "violinist pianist drummer conductor singer composer guitarist cellist organist trumpeter",
        {
            "play": "concerto waltz sonata",
            "tune": "violin piano harp",
            "sing sings sang sung": "ballad hymn aria",
            "write writes wrote written": "symphony opera lullaby",
            "rehearse": "chorus duet overture",
            "hum hums hummed hummed": "melody refrain jingle",
            "record": "album song soundtrack",
            "strike strikes struck struck": "gong cymbal bell",
        },
    ),
    "sport": (
        "striker goalkeeper referee athlete coach sprinter swimmer gymnast wrestler cyclist",
        {
            "score": "goal point hat-trick",
            "win wins won won": "match trophy medal",
            "throw throws threw thrown": "javelin discus hammer",
            "lose loses lost lost": "race tournament championship",
            "catch catches caught caught": "ball frisbee rebound",
            "lift": "barbell dumbbell weight",
            "block": "shot header punch",
            "train": "team beginner substitute",
        },
    ),
    "law": (
        "lawyer judge prosecutor witness attorney magistrate solicitor juror detective clerk",
        {
            "sign": "contract treaty affidavit",
            "reject": "appeal petition claim",
            "question": "suspect defendant burglar",
            "quote": "verdict indictment statute",
            "draft": "clause amendment settlement",
            "withdraw withdraws withdrew withdrawn": "complaint accusation lawsuit",
            "hear hears heard heard": "testimony confession argument",
            "present": "evidence/- alibi exhibit",
        },
    ),
    "farming": (
        "farmer shepherd gardener beekeeper farmhand rancher grower winemaker forester villager",
        {
            "plant": "cabbage turnip barley/-",
            "feed feeds fed fed": "pig goose/geese hen",
            "shear shears sheared shorn": "ram ewe alpaca",
            "milk": "cow goat camel",
            "harvest": "wheat/- corn/- olive",
            "plough": "field meadow hillside",
            "sow sows sowed sown": "clover/- rye/- flax/-",
            "pick": "grape plum cherry",
        },
    ),
    "astronomy": (
        "astronomer physicist astronaut observer cosmologist stargazer professor engineer researcher technician",
        {
            "observe": "comet eclipse supernova",
            "measure": "orbit crater sunspot",
            "photograph": "nebula/nebulae galaxy moon",
            "discover": "asteroid planet pulsar",
            "calculate": "trajectory redshift parallax",
            "find finds found found": "meteorite exoplanet quasar",
            "aim": "telescope antenna spectrograph",
            "launch": "rocket probe satellite",
        },
    ),
    "finance": (
        "banker investor accountant trader broker economist auditor cashier treasurer shareholder",
        {
            "buy buys bought bought": "share bond stock",
            "sell sells sold sold": "asset gold/- currency",
            "approve": "loan mortgage budget",
            "pay pays paid paid": "tax dividend invoice",
            "check": "balance ledger receipt",
            "raise": "price fee salary",
            "predict": "inflation/- recession profit",
            "transfer transfers transferred transferred": "deposit pension fund",
        },
    ),
    "building": (
        "carpenter bricklayer plumber architect roofer electrician mason decorator contractor glazier",
        {
            "build builds built built": "wall staircase chimney",
            "paint": "door ceiling balcony",
            "saw saws sawed sawn": "plank beam board",
            "mix": "mortar/- cement/- plaster/-",
            "repair": "roof gutter window",
            "lay lays laid laid": "brick carpet pipe",
            "design": "bridge cottage tower",
            "install": "boiler socket radiator",
        },
    ),
    "sailing": (
        "sailor captain fisherman/fishermen navigator pilot helmsman/helmsmen deckhand admiral boatman/boatmen mate",
        {
            "steer": "ship yacht barge",
            "hoist": "sail flag pennant",
            "drop drops dropped dropped": "anchor buoy lifeline",
            "mend": "net rope hull",
            "row": "dinghy canoe lifeboat",
            "cross": "ocean strait channel",
            "sight": "lighthouse whale iceberg",
            "leave leaves left left": "harbour island port",
        },
    ),
}

# What any of them can be called, and what anything can be.
PEOPLE = (
    "old",
    "young",
    "careful",
    "tired",
    "clever",
    "famous",
    "quiet",
    "busy",
    "cheerful",
    "nervous",
    "honest",
    "experienced",
)
THINGS = ("new", "important", "unusual", "familiar", "special", "ordinary")

# Circumstances that say nothing of the topic, the tense or whether it happened; of all lengths, so that length says
# little of these, too.
CIRCUMSTANCES = (
    "again",
    "before noon",
    "in silence",
    "with great care",
    "in a hurry",
    "in the early morning",
    "at the very last moment",
    "at the end of the day",
    "for the third time in a week",
    "with the help of a kind stranger",
    "on the first day of the month",
)

DETERMINERS = {
    "singular": ("the", "the", "a", "this", "our", "their"),
    "plural": ("the", "the", "these", "those", "our", "their"),
    "mass": ("the", "the", "this", "our", "their"),
}

KNOWN = ("We know", "They remember", "I have met", "You may trust")
REPORTED = ("They say that", "We believe that", "Everyone knows that", "I am sure that")
