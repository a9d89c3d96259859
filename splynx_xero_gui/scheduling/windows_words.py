"""A command line of Windows taken apart: the inverse of `subprocess.list2cmdline`, on every system."""


def split_words(line: str) -> tuple[str, ...]:
    """Its words, by the rules of Microsoft's C runtime: 2n backslashes and a quote are n backslashes and a mark."""
    words: list[str] = []
    word: list[str] = []
    quoted, begun, place = False, False, 0
    while place < len(line):
        here = line[place]
        if here == "\\":
            end = place
            while end < len(line) and line[end] == "\\":
                end += 1
            count = end - place
            before_quote = end < len(line) and line[end] == '"'
            word.append("\\" * (count // 2 if before_quote else count))
            begun, place = True, end
            if before_quote and count % 2:
                word.append('"')
                place += 1
        elif here == '"':
            quoted, begun = not quoted, True
            place += 1
        elif here in " \t" and not quoted:
            if begun:
                words.append("".join(word))
            word, begun = [], False
            place += 1
        else:
            word.append(here)
            begun = True
            place += 1
    if begun:
        words.append("".join(word))
    return tuple(words)
