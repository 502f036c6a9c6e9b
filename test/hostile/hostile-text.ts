import fc from "fast-check";

/** A letter that no page of ours has; an element or attribute of this name can only have come from a chain. */
export const CANARY = "xqzw";

/** What people have tried, each for one of the places where text ends up: markup, attributes, scripts, feeds, cells, lines. */
const ATTACKS = [
  `<${CANARY}>`,
  `<b ${CANARY}="1">bold</b>`,
  `</script><script>${CANARY}()</script>`,
  `<img src=x onerror=${CANARY}()>`,
  `"${CANARY}="`,
  `' ${CANARY}='x`,
  `" onmouseover="${CANARY}()`,
  "</title></svg><svg onload=alert(1)>",
  "<!--",
  "-->",
  "]]>",
  "<![CDATA[",
  "<!DOCTYPE x [<!ENTITY a 'b'>]>",
  "&amp;&lt;script&gt;",
  "&#0;&#x202e;",
  "{{7*7}}${7*7}",
  "\\",
  "\\n",
  ";,:",
  `javascript:${CANARY}()`,
  `data:text/html,<${CANARY}>`,
  "https://evil.example/?a=b&c=d",
  "https://user:pass@evil.example/",
  "//evil.example",
  "/../../etc/passwd",
  "%00%0d%0aSet-Cookie:a=b",
  "\r\nBEGIN:VEVENT\r\nSUMMARY:x",
  "\r\n\r\ndata: x\n\nevent: y",
  "END:VCALENDAR",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "-0",
];
const STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", ",", ";", '"', "'", " "].map((mark) => `${mark}1+1`);
const MARKS = [
  ..."\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
  ..."\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\u2028\u2029\u0085",
  ..."\0\u0001\u0007\b\u000b\f\u001b\u007f\u009f\ufffe\uffff\u{1fffe}",
  "\ud800",
  "\udfff",
  "\u{e0041}",
];
const WORDS = ["שלום", "مرحبا", "👩‍👩‍👧‍👦", "🏴‍☠️", "1️⃣", "漢字", "ﬁ", "Z̐̐̐̐̐̐a", "W".repeat(300), "wide words ".repeat(30)];

const part = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ATTACKS) },
  { weight: 2, arbitrary: fc.constantFrom(...MARKS) },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme-composite", maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);

/** A text that somebody means ill with: any of them alone, several together, some of them very long. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...STARTS), part).map(([start, rest]) => `${start}${rest}`),
  },
  { weight: 1, arbitrary: part.map((text) => (text || "long ").repeat(10_000).slice(0, 10_000)) },
);
