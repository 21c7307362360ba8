"""A bot that invents first names, and must never say a fruit.

Your job
    A tiny GPT (4,192 parameters) completes whatever letters it is given, so sooner or later it says "apple" or
    "melon". You decide what it may be asked (`is_safe_request`) and what it may say (`is_safe_name`). Refuse a
    prefix that contains a fruit or ends in three quarters of one; do not refuse what ordinary names begin with.
    Edit only the part between the two lines of equals signs. Everything else is frozen: the grader compares it
    statement by statement, and recomputes every name that you emit.

Protocol
    stdin   one request a line: letter prefixes with white space between them; a blank line asks for any name
            at most 1,000 prefixes of at most 16 letters in at most 500,000 bytes; capitals become small, accents
            and whatever else is no letter a-z are dropped: "Pêche" is "peche", "ap-ple" is "apple"
    stdout  one response a line: "OK: name, name" (a name for each prefix, in order) or "REFUSE: reason"
    stderr  whatever you like; print(..., file=sys.stderr) is the way to debug

    $ printf 'j\\nab cy\\nappl\\n' | python bot.py --seed 42
    OK: jaren
    OK: abilen, cylla
    REFUSE: prefix 1 leads to a fruit.      (once your part is done)

Files and options
    model.json lies beside this file or in the folder above. --seed TEXT (or BOT_SEED) repeats a run exactly;
    --weights FILE and --temperature T change the model and how daring it is.

Imports: this file needs the standard library alone; your part may also import `ahocorasick` and `regex`.
"""

import array
import bisect
import functools
import itertools
import json
import math
import os
import random
import sys
import traceback
import unicodedata
from operator import mul

# ---------------------------------------------------------------------------------------------------------------
# Frozen: the model. Plain lists of floats; one call of `gpt` reads one token and scores the next.
# ---------------------------------------------------------------------------------------------------------------

FORMAT = "tiny-gpt-char-v1"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BOS = 26  # begins and ends every name; the letters a-z are the tokens 0-25

config = {
    "n_layer": 1,  # attention, then MLP
    "n_embd": 16,  # numbers that stand for a token
    "block_size": 16,  # positions that the model knows
    "n_head": 4,
    "head_dim": 4,
    "vocab_size": 27,
    "BOS": BOS,
}
SHAPES = {  # rows and columns of the matrices in state_dict
    "wte": (27, 16),
    "wpe": (16, 16),
    "lm_head": (27, 16),
    "layer0.attn_wq": (16, 16),
    "layer0.attn_wk": (16, 16),
    "layer0.attn_wv": (16, 16),
    "layer0.attn_wo": (16, 16),
    "layer0.mlp_fc1": (64, 16),
    "layer0.mlp_fc2": (16, 64),
}
state_dict = {}


def load_model(path):
    """Read state_dict from model.json; an exception that says what is wrong when the file is not for this model."""
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"not a {FORMAT} file")
    if content["config"] != config or "".join(content["tokenizer"]["uchars"]) != LETTERS:
        raise ValueError("its config or its tokenizer is not this model's")
    for name, (rows, columns) in SHAPES.items():
        matrix = content["state_dict"][name]
        if [len(row) for row in matrix] != [columns] * rows:
            raise ValueError(f"{name} is not {rows} x {columns}")
        if not all(math.isfinite(weight) for row in matrix for weight in row):
            raise ValueError(f"{name} has a number that is not finite")
    state_dict.update(content["state_dict"])
    query_key_value.cache_clear()
    after.cache_clear()


def linear(x, w):
    return [sum(map(mul, row, x)) for row in w]


def softmax(logits):
    highest = max(logits)
    exps = [math.exp(logit - highest) for logit in logits]
    total = sum(exps)
    return [e / total for e in exps]


def rmsnorm(x):
    mean_square = sum(map(mul, x, x)) / len(x)
    scale = (mean_square + 1e-5) ** -0.5
    return [xi * scale for xi in x]


@functools.cache  # 27 tokens at 16 positions
def query_key_value(token_id, pos_id):
    """A token before it looks back: (x, query, key, value), the last three head by head.

    The model has one layer, so all of them depend on the token and its position alone, and are computed once.
    """
    x = rmsnorm([t + p for t, p in zip(state_dict["wte"][token_id], state_dict["wpe"][pos_id])])
    normed = rmsnorm(x)
    head_dim = config["head_dim"]
    heads = [slice(start, start + head_dim) for start in range(0, config["n_embd"], head_dim)]
    query, key, value = (linear(normed, state_dict[f"layer0.attn_{w}"]) for w in ("wq", "wk", "wv"))
    return x, [query[head] for head in heads], [key[head] for head in heads], [value[head] for head in heads]


def gpt(token_id, pos_id, keys, values):
    """Logits of the 27 next tokens; appends this position's key and value to the cache of layer 0."""
    x, query, key, value = query_key_value(token_id, pos_id)
    keys[0].append(key)
    values[0].append(value)
    # Attention: each head looks back at every position so far.
    x_residual = x
    x_attn = []
    for head, q in enumerate(query):
        scores = [sum(map(mul, q, k[head])) / config["head_dim"] ** 0.5 for k in keys[0]]
        x_attn += linear(softmax(scores), zip(*[v[head] for v in values[0]]))
    x = linear(x_attn, state_dict["layer0.attn_wo"])
    x = [a + b for a, b in zip(x, x_residual)]
    # MLP: each position on its own.
    x_residual = x
    x = rmsnorm(x)
    x = linear(x, state_dict["layer0.mlp_fc1"])
    x = [max(0.0, xi) for xi in x]
    x = linear(x, state_dict["layer0.mlp_fc2"])
    x = [a + b for a, b in zip(x, x_residual)]
    return linear(x, state_dict["lm_head"])


# ---------------------------------------------------------------------------------------------------------------
# Frozen: the sampling. What may follow a prefix depends on the prefix alone, so it is computed once (prefix
# caching); every slot has a random stream of its own, so a run can be repeated, split up and checked.
# ---------------------------------------------------------------------------------------------------------------

MAX_LETTERS = 16
MAX_DRAWS = 10

sampling = {"temperature": 0.7}


@functools.lru_cache(maxsize=32_768)  # about 600 bytes an entry
def after(prefix):
    """What may follow BOS and these letters: the cumulative probabilities of the 27 tokens."""
    *past, token_id = [BOS, *map(LETTERS.index, prefix)]
    seen = [query_key_value(past_id, pos_id) for pos_id, past_id in enumerate(past)]
    keys, values = [[key for _, _, key, _ in seen]], [[value for _, _, _, value in seen]]
    logits = gpt(token_id, len(prefix), keys, values)
    probabilities = softmax([logit / sampling["temperature"] for logit in logits])
    return array.array("d", itertools.accumulate(probabilities))


def slot_stream(seed, request, slot):
    """The random numbers of one slot; requests count from 0, slots from 0 within their request."""
    return random.Random(f"{seed}:{request}:{slot}")


def draw(prefix, stream):
    """One name: the prefix, then one letter for each random number until BOS comes or 16 letters stand."""
    name = prefix
    while len(name) < MAX_LETTERS:
        cumulative = after(name)
        token_id = bisect.bisect(cumulative, stream.random() * cumulative[-1], 0, BOS)
        if token_id == BOS:
            break
        name += LETTERS[token_id]
    return name


# ============================== EDITABLE: from here on, the policy is yours ====================================

### BEGIN SOLUTION
import ahocorasick
import regex

### END SOLUTION

# What a prefix must not contain or end in. How a pattern is read is up to the hooks below.
BLOCKED_PREFIX_PATTERNS = [
    ### BEGIN SOLUTION
    # pome
    "anjou", "apple", "bartlett", "braeburn", "bramley", "comice", "crabapple", "fuji", "goldendelicious",
    "grannysmith", "gravenstein", "grimesgolden", "honeycrisp", "loquat", "macoun", "mcintosh", "medlar",
    "newtownwonder", "northernspies", "northernspy", "pear", "pinkladies", "pinklady", "pippin", "quince",
    "reddelicious", "romebeauties", "romebeauty", "seckel", "stayman", "winesap", "yellowdelicious",
    # stone
    "amarelle", "apricot", "blackheart", "bullace", "capulin", "cherries", "cherry", "chokecherry",
    "clingstone", "damson", "freestone", "greengage", "jujube", "marasca", "morello", "nectarine", "oxheart",
    "peach", "plum", "pluot",
    # citrus
    "bergamot", "buddhashand", "calamansi", "calamondin", "citrange", "citron", "citrus", "clementine",
    "cumquat", "dekopon", "iyokan", "kabosu", "kumquat", "lemon", "lime", "mandarin", "minneola", "orange",
    "oroblanco", "pomelo", "ponkan", "pummelo", "rangpur", "satsuma", "shaddock", "sudachi", "tangelo",
    "tangerine", "tangor", "ugli", "yuzu",
    # berry
    "acai", "aronia", "barberry", "bearberry", "berries", "berry", "bilberry", "blackberry", "blackcurrant",
    "blueberry", "boxberry", "boysenberry", "checkerberry", "chokeberry", "cloudberry", "cowberry",
    "cranberry", "crowberry", "currant", "dewberry", "elderberry", "goji", "gooseberry", "hackberry",
    "haskap", "huckleberry", "juneberry", "lingonberry", "loganberry", "maqui", "marionberry", "mulberry",
    "raspberry", "redcurrant", "salmonberry", "saskatoon", "serviceberry", "shadberry", "spiceberry",
    "strawberry", "sugarberry", "tayberry", "teaberry", "thimbleberry", "whortleberry", "wineberry",
    # vine
    "catawba", "granadilla", "grape", "grenadilla", "kiwano", "kiwi", "kyoho", "maracuja", "maypop",
    "muscadine", "muscat", "passionfruit", "ribier", "scuppernong", "thompsonseedless", "tokay",
    # melon
    "calabash", "cantaloup", "casaba", "charentais", "crenshaw", "honeydew", "melon", "muskmelon",
    "sourgourd", "watermelon",
    # dried
    "medjool", "prune", "raisin", "umeboshi",
    # tropical
    "abacaxi", "acerola", "ackee", "aguacate", "ambarella", "ananas", "atemoya", "avocado", "babaco",
    "banana", "baobab", "bignay", "bilimbi", "breadfruit", "bullocksheart", "caimito", "cainito", "camucamu",
    "canistel", "carambola", "cempedak", "ceriman", "cherimolla", "cherimoya", "chirimoya", "coconut",
    "cupuacu", "dragonfruit", "dragonseye", "durian", "eggfruit", "feijoa", "garambulla", "genipap",
    "graviola", "guanabana", "guarana", "guava", "icaco", "jaboticaba", "jabuticaba", "jackfruit", "jambolan",
    "jambul", "jamun", "jocote", "karanda", "ketembilla", "kitambilla", "kitembilla", "lakoocha", "langsat",
    "lansat", "lanseh", "lanset", "lanzones", "leechee", "lichee", "litchee", "litchi", "longan", "longkong",
    "lucuma", "lychee", "mamey", "mammee", "mamoncillo", "mango", "marula", "mombin", "monkeybread",
    "monstera", "naranjilla", "papaw", "papaya", "pawpaw", "pequi", "physalis", "pineapple", "pitahaya",
    "pitanga", "pitaya", "pitomba", "plantain", "pulasan", "pulassan", "quandang", "quandong", "quantong",
    "rambai", "rambotan", "rambutan", "sapodilla", "sapota", "sapote", "soursop", "starfruit", "sweetcup",
    "sweetsop", "tamarillo", "tamarind", "tampoi", "wampee", "yangmei",
    # other
    "fig", "fruit", "persimmon", "pomegranate", "rosehip",
    # pome, stems
    "anjo$", "appl$", "bartle$", "bartlet$", "braebu$", "braebur$", "bramle$", "comic$", "crabapp$", "fuj$",
    "goldendelici$", "goldendelicio$", "goldendeliciou$", "grannysmi$", "grannysmit$", "gravenste$",
    "gravenstei$", "grimesgol$", "grimesgold$", "grimesgolde$", "honeycri$", "honeycris$", "loqua$", "macou$",
    "mcinto$", "mcintos$", "medla$", "newtownwon$", "newtownwond$", "newtownwonde$", "northernspi$",
    "northernspie$", "northerns$", "northernsp$", "pea$", "pinkladi$", "pinkladie$", "pinkla$", "pinklad$",
    "pippi$", "quinc$", "reddelici$", "reddelicio$", "reddeliciou$", "romebeauti$", "romebeautie$",
    "romebeau$", "romebeaut$", "secke$", "stayma$", "winesa$", "yellowdelici$", "yellowdelicio$",
    "yellowdeliciou$",
    # stone, stems
    "amarel$", "amarell$", "aprico$", "blackhea$", "blackhear$", "bullac$", "capuli$", "cherri$", "cherrie$",
    "cherr$", "chokecher$", "clingsto$", "clingston$", "damso$", "freesto$", "freeston$", "greenga$",
    "greengag$", "jujub$", "marasc$", "morell$", "nectari$", "nectarin$", "oxhear$", "peac$", "plu$", "pluo$",
    # citrus, stems
    "bergam$", "bergamo$", "buddhasha$", "buddhashan$", "calaman$", "calamans$", "calamond$", "calamondi$",
    "citran$", "citrang$", "citro$", "citru$", "clementi$", "clementin$", "cumqua$", "dekopo$", "iyoka$",
    "kabos$", "kumqua$", "lemo$", "lim$", "mandar$", "mandari$", "minneo$", "minneol$", "orang$", "oroblan$",
    "oroblanc$", "pomel$", "ponka$", "pummel$", "rangpu$", "satsum$", "shaddo$", "shaddoc$", "sudach$",
    "tangel$", "tangeri$", "tangerin$", "tango$", "ugl$", "yuz$",
    # berry, stems
    "aca$", "aroni$", "barber$", "bearber$", "berrie$", "berr$", "bilber$", "blackber$", "blackcurr$",
    "blackcurra$", "blueber$", "boxber$", "boysenber$", "checkerbe$", "checkerber$", "chokeber$", "cloudber$",
    "cowber$", "cranber$", "crowber$", "curran$", "dewber$", "elderber$", "goj$", "gooseber$", "hackber$",
    "haska$", "huckleber$", "juneber$", "lingonber$", "loganber$", "maqu$", "marionber$", "mulber$",
    "raspber$", "redcurra$", "salmonber$", "saskato$", "saskatoo$", "servicebe$", "serviceber$", "shadber$",
    "spiceber$", "strawber$", "sugarber$", "tayber$", "teaber$", "thimblebe$", "thimbleber$", "whortlebe$",
    "whortleber$", "wineber$",
    # vine, stems
    "catawb$", "granadil$", "granadill$", "grap$", "grenadil$", "grenadill$", "kiwan$", "kiw$", "kyoh$",
    "maracu$", "maracuj$", "maypo$", "muscadi$", "muscadin$", "musca$", "passionfr$", "passionfru$", "ribie$",
    "scupperno$", "scuppernon$", "thompsonseed$", "thompsonseedl$", "thompsonseedle$", "thompsonseedles$",
    "toka$",
    # melon, stems
    "calaba$", "calabas$", "cantalo$", "cantalou$", "casab$", "charenta$", "charentai$", "crensh$",
    "crensha$", "honeyd$", "honeyde$", "melo$", "muskmel$", "sourgou$", "sourgour$", "watermel$",
    # dried, stems
    "medjoo$", "prun$", "raisi$", "umebos$", "umebosh$",
    # tropical, stems
    "abacax$", "acerol$", "acke$", "aguacat$", "ambarel$", "ambarell$", "anana$", "atemoy$", "avocad$",
    "babac$", "banan$", "baoba$", "bigna$", "bilimb$", "breadfru$", "bullockshe$", "bullockshea$",
    "bullockshear$", "caimit$", "cainit$", "camuca$", "camucam$", "canist$", "caniste$", "carambo$",
    "carambol$", "cemped$", "cempeda$", "cerima$", "cherimol$", "cherimoll$", "cherimo$", "cherimoy$",
    "chirimo$", "chirimoy$", "coconu$", "cupuac$", "dragonfru$", "dragonse$", "dragonsey$", "duria$",
    "eggfru$", "feijo$", "garambul$", "garambull$", "genipa$", "gravio$", "graviol$", "guanaba$", "guanaban$",
    "guaran$", "guav$", "icac$", "jabotica$", "jaboticab$", "jabutica$", "jabuticab$", "jackfru$", "jambol$",
    "jambola$", "jambu$", "jamu$", "jocot$", "karand$", "ketembil$", "ketembill$", "kitambil$", "kitambill$",
    "kitembil$", "kitembill$", "lakooc$", "lakooch$", "langsa$", "lansa$", "lanse$", "lanzon$", "lanzone$",
    "leeche$", "liche$", "litche$", "litch$", "longa$", "longko$", "longkon$", "lucum$", "lyche$", "mame$",
    "mamme$", "mamoncil$", "mamoncill$", "mang$", "marul$", "mombi$", "monkeybre$", "monkeybrea$", "monste$",
    "monster$", "naranjil$", "naranjill$", "papa$", "papay$", "pawpa$", "pequ$", "physal$", "physali$",
    "pineapp$", "pitaha$", "pitahay$", "pitang$", "pitay$", "pitomb$", "planta$", "plantai$", "pulasa$",
    "pulass$", "pulassa$", "quanda$", "quandan$", "quando$", "quandon$", "quanto$", "quanton$", "ramba$",
    "rambot$", "rambota$", "rambut$", "rambuta$", "sapodil$", "sapodill$", "sapot$", "sourso$", "starfru$",
    "sweetc$", "sweetcu$", "sweets$", "sweetso$", "tamaril$", "tamarill$", "tamari$", "tamarin$", "tampo$",
    "wampe$", "yangme$",
    # other, stems
    "frui$", "persimm$", "persimmo$", "pomegrana$", "pomegranat$", "rosehi$",
    # held down
    (
        r"(?=(ap{2,}+l++e|ba++n++a++n++a|che++r{2,}+y|fi++g|gra++p++e|ki++w++i|le++m++o++n|li++m++e|"
        r"ma++n++g++o|me++l++o++n|ora++n++g++e|pe++a++(?:ch|r)|plu++m))(?=[a-z]{0,13}?([a-z])\2\2)\1"
    ),
    # described
    (
        r"^(?:big|black|chinese|dried|fresh|green|my|red|ripe|sweet|the|wild)(?:date|kaki|nashi|olive|sloe|"
        r"sultana)s?$"
    ),
    # in a row
    r"^(?:(?:date|kaki|nashi|olive|sloe|sultana)s?){2,}$",
    ### END SOLUTION
]

# What a name must not contain or be.
BLOCKED_OUTPUT_PATTERNS = [
    ### BEGIN SOLUTION
    # pome
    "anjou", "apple", "bartlett", "braeburn", "bramley", "comice", "crabapple", "fuji", "goldendelicious",
    "grannysmith", "gravenstein", "grimesgolden", "honeycrisp", "loquat", "macoun", "mcintosh", "medlar",
    "newtownwonder", "northernspies", "northernspy", "pear", "pinkladies", "pinklady", "pippin", "quince",
    "reddelicious", "romebeauties", "romebeauty", "seckel", "stayman", "winesap", "yellowdelicious",
    # stone
    "amarelle", "apricot", "blackheart", "bullace", "capulin", "cherries", "cherry", "chokecherry",
    "clingstone", "damson", "freestone", "greengage", "jujube", "marasca", "morello", "nectarine", "oxheart",
    "peach", "plum", "pluot",
    # citrus
    "bergamot", "buddhashand", "calamansi", "calamondin", "citrange", "citron", "citrus", "clementine",
    "cumquat", "dekopon", "iyokan", "kabosu", "kumquat", "lemon", "lime", "mandarin", "minneola", "orange",
    "oroblanco", "pomelo", "ponkan", "pummelo", "rangpur", "satsuma", "shaddock", "sudachi", "tangelo",
    "tangerine", "tangor", "ugli", "yuzu",
    # berry
    "acai", "aronia", "barberry", "bearberry", "berries", "berry", "bilberry", "blackberry", "blackcurrant",
    "blueberry", "boxberry", "boysenberry", "checkerberry", "chokeberry", "cloudberry", "cowberry",
    "cranberry", "crowberry", "currant", "dewberry", "elderberry", "goji", "gooseberry", "hackberry",
    "haskap", "huckleberry", "juneberry", "lingonberry", "loganberry", "maqui", "marionberry", "mulberry",
    "raspberry", "redcurrant", "salmonberry", "saskatoon", "serviceberry", "shadberry", "spiceberry",
    "strawberry", "sugarberry", "tayberry", "teaberry", "thimbleberry", "whortleberry", "wineberry",
    # vine
    "catawba", "granadilla", "grape", "grenadilla", "kiwano", "kiwi", "kyoho", "maracuja", "maypop",
    "muscadine", "muscat", "passionfruit", "ribier", "scuppernong", "thompsonseedless", "tokay",
    # melon
    "calabash", "cantaloup", "casaba", "charentais", "crenshaw", "honeydew", "melon", "muskmelon",
    "sourgourd", "watermelon",
    # dried
    "medjool", "prune", "raisin", "umeboshi",
    # tropical
    "abacaxi", "acerola", "ackee", "aguacate", "ambarella", "ananas", "atemoya", "avocado", "babaco",
    "banana", "baobab", "bignay", "bilimbi", "breadfruit", "bullocksheart", "caimito", "cainito", "camucamu",
    "canistel", "carambola", "cempedak", "ceriman", "cherimolla", "cherimoya", "chirimoya", "coconut",
    "cupuacu", "dragonfruit", "dragonseye", "durian", "eggfruit", "feijoa", "garambulla", "genipap",
    "graviola", "guanabana", "guarana", "guava", "icaco", "jaboticaba", "jabuticaba", "jackfruit", "jambolan",
    "jambul", "jamun", "jocote", "karanda", "ketembilla", "kitambilla", "kitembilla", "lakoocha", "langsat",
    "lansat", "lanseh", "lanset", "lanzones", "leechee", "lichee", "litchee", "litchi", "longan", "longkong",
    "lucuma", "lychee", "mamey", "mammee", "mamoncillo", "mango", "marula", "mombin", "monkeybread",
    "monstera", "naranjilla", "papaw", "papaya", "pawpaw", "pequi", "physalis", "pineapple", "pitahaya",
    "pitanga", "pitaya", "pitomba", "plantain", "pulasan", "pulassan", "quandang", "quandong", "quantong",
    "rambai", "rambotan", "rambutan", "sapodilla", "sapota", "sapote", "soursop", "starfruit", "sweetcup",
    "sweetsop", "tamarillo", "tamarind", "tampoi", "wampee", "yangmei",
    # other
    "fig", "fruit", "persimmon", "pomegranate", "rosehip",
    # pome, whole
    "^bosc$", "^boscs$", "^nashi$", "^nashis$", "^pome$", "^pomes$", "^sorb$", "^sorbs$",
    # stone, whole
    "^bael$", "^baels$", "^drupe$", "^drupes$", "^haw$", "^haws$", "^mirabelle$", "^mirabelles$", "^olive$",
    "^olives$", "^sloe$", "^sloes$", "^ume$", "^umes$",
    # berry, whole
    "^amla$", "^amlas$",
    # dried, whole
    "^date$", "^dates$", "^sultana$", "^sultanas$",
    # tropical, whole
    "^abiu$", "^abius$", "^akee$", "^akees$", "^annon$", "^annons$", "^annona$", "^annonas$", "^caja$",
    "^cajas$", "^duku$", "^dukus$", "^gac$", "^gacs$", "^genip$", "^genips$", "^ilama$", "^ilamas$",
    "^jambu$", "^jambus$", "^kaki$", "^kakis$", "^lansa$", "^lansas$", "^lichi$", "^lichis$", "^marang$",
    "^marangs$", "^noni$", "^nonis$", "^salak$", "^salaks$", "^santol$", "^santols$", "^umbu$", "^umbus$",
    # held down
    (
        r"(?=(ap{2,}+l++e|ba++n++a++n++a|che++r{2,}+y|fi++g|gra++p++e|ki++w++i|le++m++o++n|li++m++e|"
        r"ma++n++g++o|me++l++o++n|ora++n++g++e|pe++a++(?:ch|r)|plu++m))(?=[a-z]{0,13}?([a-z])\2\2)\1"
    ),
    # described
    (
        r"^(?:big|black|chinese|dried|fresh|green|my|red|ripe|sweet|the|wild)(?:date|kaki|nashi|olive|sloe|"
        r"sultana)s?$"
    ),
    # in a row
    r"^(?:(?:date|kaki|nashi|olive|sloe|sultana)s?){2,}$",
    ### END SOLUTION
]

# What is never blocked, as the whole prefix or name: "pearl" is a name, though it contains a fruit.
ORDINARY = [
    ### BEGIN SOLUTION
    # ordinary names
    "jacai", "jacaiden", "macai", "malacai", "philemon", "elimelech", "melonie", "melony", "figaro", "pearce",
    "pearl", "pearla", "pearle", "pearlie", "pearlina", "pearline", "pearly", "pearse", "pearson", "quincee",
    "quincey", "yuzuha",
    # names that end in a stem
    "alim", "armelo", "camelo", "carmelo", "elim", "karmelo", "lamelo", "ramelo", "romelo", "salim", "selim",
    ### END SOLUTION
]

### BEGIN SOLUTION
EXPRESSION_SECONDS = 1.0  # an expression that takes longer fails closed
SHORT = 16  # letters, those of the longest name: on so few, watching the time takes longer than any search


def compile_patterns(patterns):
    """An automaton for words anywhere ("plum"), at the end ("mang$") or whole ("^date$"), and `regex` for the rest."""
    automaton = ahocorasick.Automaton()
    expressions = []
    for pattern in patterns:
        word = pattern.removeprefix("^").removesuffix("$")
        if word.isascii() and word.isalpha():
            anchors = (pattern.startswith("^"), pattern.endswith("$"))
            length, known = automaton.get(word, (len(word), ()))
            automaton.add_word(word, (length, (*known, anchors)))
        else:
            expressions.append(regex.compile(pattern))
    if automaton:  # an automaton without words cannot be made or searched
        automaton.make_automaton()
    return automaton, expressions


def is_blocked(text, compiled):
    automaton, expressions = compiled
    if text in ORDINARY_STRINGS:
        return False
    if automaton:
        for last, (length, anchors) in automaton.iter(text):
            for at_start, at_end in anchors:
                if (not at_start or last + 1 == length) and (not at_end or last + 1 == len(text)):
                    return True
    if len(text) <= SHORT:
        return any(expression.search(text) for expression in expressions)
    return any(expression.search(text, timeout=EXPRESSION_SECONDS) for expression in expressions)


ORDINARY_STRINGS = frozenset(ORDINARY)
PREFIX_GUARD = compile_patterns(BLOCKED_PREFIX_PATTERNS)
OUTPUT_GUARD = compile_patterns(BLOCKED_OUTPUT_PATTERNS)
### END SOLUTION


def is_safe_request(prefixes):
    """None lets the request through; a one-sentence reason (a string) refuses it.

    `prefixes` is a list of lower-case letter strings, [""] for a blank line. Called before any name is drawn.
    """
    ### BEGIN SOLUTION
    if not isinstance(prefixes, list) or not prefixes:
        raise TypeError(f"expected a list of prefixes, got {prefixes!r}")
    for number, prefix in enumerate(prefixes, start=1):
        if is_blocked(prefix, PREFIX_GUARD):
            return f"prefix {number} leads to a fruit."
    ### END SOLUTION
    return None


def is_safe_name(name):
    """True keeps the drawn name, False discards it. Each slot has ten draws; the first that is kept is emitted.

    `name` has 0 to 16 lower-case letters: a blank line's name may be empty, about once in 700 times.
    """
    ### BEGIN SOLUTION
    if is_blocked(name, OUTPUT_GUARD):
        return False
    ### END SOLUTION
    return True


# ============================== END OF EDITABLE: frozen from here on ===========================================


MAX_PREFIXES = 1_000
MAX_BYTES = 500_000  # of a line with its end; what is beyond is read and dropped


def plain_letters(token):
    """The letters a-z of a token, in lower case; an accent, a ligature or full width does not hide a letter."""
    if not token.isascii():
        # One character at a time: in a whole token a long run of accents would be sorted, which is slow.
        token = "".join(unicodedata.normalize("NFKD", character) for character in token)
    return "".join(filter(LETTERS.__contains__, token.casefold()))


def read_prefixes(line):
    """The prefixes of a request line: lower case, a-z only; [""] for a blank line, [] when no letter is left."""
    tokens = line.split()
    if not tokens:
        return [""]
    return [prefix for prefix in map(plain_letters, tokens) if prefix]


def why_not_asked(prefixes):
    """Why no hook is asked about these prefixes; None when the hooks decide."""
    if not prefixes:
        return "input had no usable letters (a-z)."
    if len(prefixes) > MAX_PREFIXES:
        return f"a request may have at most {MAX_PREFIXES} prefixes."
    if max(map(len, prefixes)) > MAX_LETTERS:
        return f"a prefix may have at most {MAX_LETTERS} letters."
    return None


def refuse(reason):
    """One line of at most 500 characters, whatever the reason holds: newlines and the like become spaces."""
    printable = "".join(c if c.isprintable() else " " for c in reason[:500])
    return f"REFUSE: {' '.join(printable.split()) or 'no reason given.'}"


def fail_closed(hook, error):
    """The refusal for a hook that raised or returned something else; the traceback goes to stderr."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    traceback.print_exception(error, file=sys.stderr)
    return refuse(f"{hook} failed: {''.join(traceback.format_exception_only(error))}")


def respond(line, request, seed):
    """The response to one request line, without its newline."""
    prefixes = read_prefixes(line)
    reason = why_not_asked(prefixes)
    if reason is not None:
        return refuse(reason)
    try:
        reason = is_safe_request(list(prefixes))
        if reason is not None and not isinstance(reason, str):
            raise TypeError(f"returned {type(reason).__name__}, expected None or a str")
    except BaseException as error:
        return fail_closed("is_safe_request", error)
    if reason is not None:
        return refuse(reason)
    names = []
    for slot, prefix in enumerate(prefixes):
        stream = slot_stream(seed, request, slot)
        for _ in range(MAX_DRAWS):
            name = draw(prefix, stream)
            try:
                safe = is_safe_name(name)
                if not isinstance(safe, bool):
                    raise TypeError(f"returned {type(safe).__name__}, expected True or False")
            except BaseException as error:
                return fail_closed("is_safe_name", error)
            if safe:
                names.append(name)
                break
        else:
            return refuse("couldn't generate a safe name for one of the prefixes.")
    return "OK: " + ", ".join(names)


def answer(raw, request, seed):
    """One line of stdin in, one line of stdout out, both as bytes."""
    if len(raw) > MAX_BYTES:
        return refuse(f"a request may have at most {MAX_BYTES} bytes.").encode() + b"\n"
    line = raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", "replace")
    return respond(line, request, seed).encode() + b"\n"


def read_requests():
    """The lines of stdin as bytes, cut behind MAX_BYTES + 1; a terminal sees a prompt, on stderr, before each."""
    interactive = sys.stdin.isatty()
    while True:
        if interactive:
            print("prefixes> ", end="", file=sys.stderr, flush=True)
        raw = rest = sys.stdin.buffer.readline(MAX_BYTES + 1)
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = sys.stdin.buffer.readline(MAX_BYTES + 1)
        if not raw:
            break
        yield raw
    if interactive:
        print(file=sys.stderr)


def prepare(arguments=None):
    """Read the command line, load the weights, and return the seed."""
    import argparse  # here, because whoever imports this file has read a command line already

    parser = argparse.ArgumentParser(
        prog="bot.py",
        description="Invent first names: prefixes on stdin, one request a line; names or a refusal on stdout.",
        epilog="example: printf 'j\\nab cy\\n' | python bot.py --seed 1",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--seed", default=os.environ.get("BOT_SEED"), help="any text; repeats a run (or BOT_SEED)"
    )
    parser.add_argument("--weights", metavar="FILE", help="another model.json")
    parser.add_argument(
        "--temperature", type=float, default=0.7, metavar="T", help="0.001 to 1000 (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    if not 0.001 <= options.temperature <= 1000:
        parser.error("--temperature must be a number from 0.001 to 1000")
    sampling["temperature"] = options.temperature
    here = os.path.dirname(os.path.abspath(__file__))
    beside, above = os.path.join(here, "model.json"), os.path.join(os.path.dirname(here), "model.json")
    path = options.weights
    if path is None:
        path = beside if os.path.exists(beside) else above
    try:
        load_model(path)
    except FileNotFoundError:
        parser.exit(
            2, f"bot.py: {path} is missing: put model.json beside bot.py, or name one with --weights\n"
        )
    except (OSError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        parser.exit(2, f"bot.py: {path} cannot be used as weights: {type(error).__name__}: {error}\n")
    seed = os.urandom(8).hex() if options.seed is None else options.seed
    return seed.encode(errors="replace").decode()  # text, even if the command line's bytes were not


def main(arguments=None):
    seed = prepare(arguments)
    out = sys.stdout.buffer
    try:
        for request, raw in enumerate(read_requests()):
            out.write(answer(raw, request, seed))
            out.flush()
    except BrokenPipeError:
        # The reader has gone. Give Python something to flush into, so that it can end without a complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
