"""Values that somebody could write where something else is expected."""

NUMBERS = [0, -1, 1, 2, 3, 7, 1000, 2**31 - 1, 2**31, -2**31, 2**53, 2**63 - 1, -2**63, 2**63, 2**64 - 1, 2**64, 10**30, -10**30, 0.5, -0.5, 1.0, 1e-300,
           5e-324, 1e300, -1e300, 1e38, 3.5e38, 1e39, 1e-45, float("inf"), float("-inf"), float("nan")]

NAMES = ["", " ", ".", "..", "a.b", ".a", "a.", "a..b", "/", "a/b", "../../x", "\\", "a\\b", "'", '"', "a'b", 'a"b', "`", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
         "\u0600<", ">\u0600", '"\u0301', "a,b", "a;b", "a\tb", "a\nb", "a\r\nb", "a b", "=1+1", "=cmd|' /C calc'!A0", "@x", "+1", "-1", "#", "%", "$", "{", "}", "[", "]", "{}", "[]",
         "&", "*", "!", "|", ">", "?", ":", "a: b", "~", "null", "true", "false", "yes", "no", "NaN", "nan", "inf", "1", "1.0", "01", "0x10", "1e3", "ä", "é", "e\u0301", "日本語",
         "\U0001f600", "\u200b", "\u202e", "\ufeff", "\u0085", "\u0092", "\u2028", "\ufffe", "\uffff", "x" * 300, "x" * 5000, "metric", "loss", "seed", "s", "a", "model", "trunk", "heads", "weight",
         "__proto__", "select", "drop table run", "--help", "-x", "con", "index.sqlite", "lock", "report", ".cache", "single-task", "Single-task", "mean", "\x01", "\x1b[31m", "\x7f"]

TEXTS = NAMES + [str(number) for number in NUMBERS] + ["1e999", "0x1p3", "1_000", "1,5", "１", "N/A", "null", "None", "#N/A", "-", "--", "?", "2014-10-22 11:15:41", "2014-10-22T11:15:41+02:00"]

VALUES = NUMBERS + NAMES + [None, True, False, [], {}, [[]], {"a": 1}, [1, "a", None], list(range(1000)), {"x": {"y": {"z": [1, {"w": 2}]}}}, [[1, 2], [3]], ["a"] * 300]


def bytes_changed(data, random):
    """One of the ways in which a file gets damaged."""
    data = bytearray(data)
    if not data:
        return bytes([random.randrange(256)])
    for _ in range(random.choice([1, 1, 2, 8, 50])):
        place = random.randrange(len(data)) if data else 0
        kind = random.randrange(8)
        if kind == 0:
            data[place:place + 1] = bytes([data[place] ^ (1 << random.randrange(8))]) if data else b""
        elif kind == 1:
            data[place:place + 1] = bytes([random.randrange(256)])
        elif kind == 2:
            del data[place:]
        elif kind == 3:
            del data[place:place + random.choice([1, 2, 10, 100])]
        elif kind == 4:
            data[place:place] = data[place:place + random.choice([1, 10, 100])] * random.choice([1, 2, 20])
        elif kind == 5:
            data[place:place] = str(random.choice(TEXTS)).encode("utf-8", "surrogatepass")
        elif kind == 6:
            data[place:place] = bytes(random.choice([1, 4, 100]))
        else:
            text = data.decode("latin-1")
            digits = [i for i, letter in enumerate(text) if letter.isdigit()]
            if digits:
                start = end = random.choice(digits)
                while start > 0 and text[start - 1] in "0123456789.-e":
                    start -= 1
                while end < len(text) and text[end] in "0123456789.-e":
                    end += 1
                data[start:end] = str(random.choice(NUMBERS)).encode()
    return bytes(data)
