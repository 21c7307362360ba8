"""The kit's texts in the words of another policy than that of fruit, in which they are written."""

import re

from policies import Policy, stems_of

# As the texts have them: what stands for a banned word, for a stem, and for a name that contains a word by accident.
EXAMPLES, STEMS, ORDINARY = ("banana", "plum"), ("appl", "mang", "lemo"), "pearl"
SHARE = "three quarters"
DRAWN = "OK: apples"


def in_words_of(policy: Policy, text: str) -> str:
    """The text with the policy's noun, share and examples."""
    words = [word for word in policy.anywhere_words if stems_of(word, policy.stem)] or ["..."]
    stems = [stem[0] for word in words if (stem := stems_of(word, policy.stem))] or ["..."]
    share = SHARE if policy.stem.share == 0.75 else f"{policy.stem.share:.0%}"
    changed = {
        DRAWN: "OK: ...",
        'sooner or later it says "apple"': f'sooner or later it says "{words[0]}"',
        ORDINARY: policy.ordinary[0] if policy.ordinary else "emma",
        SHARE: share,
        "a fruit": policy.words.one,
        "every fruit": f"each of the {policy.words.many}",
        "Fruits stand": f"{policy.words.many.capitalize()} stand",
        "fruits": policy.words.many,
    }
    changed |= {example: words[number % len(words)] for number, example in enumerate(EXAMPLES)}
    changed |= {stem: stems[number % len(stems)] for number, stem in enumerate(STEMS)}
    found = re.compile("|".join(re.escape(old) for old in sorted(changed, key=len, reverse=True)))
    return found.sub(lambda match: changed[match[0]], text)
