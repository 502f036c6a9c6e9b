import { createHash } from "node:crypto";
import { consumerSentence } from "@/components/consumer/consumer-sentence";
import { consumerName, kindWords } from "@/components/consumer/consumer-words";
import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { formatShare } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { formatUtc, writeOutTimes } from "@/lib/format/time";
import { escapeXml } from "@/lib/format/xml";
import { answerEmbed } from "./answer-embed";
import { consumerState } from "./consumer-state";

const STYLE = `:root{color-scheme:light dark;--l:light-dark(#e3e6ea,#262c36);--m:light-dark(#5b6572,#97a1af);--ok:light-dark(#1a7f4b,#4cc38a);--warn:light-dark(#9a6700,#e2a336);--bad:light-dark(#c4320a,#ff8b5e)}
body{margin:0;padding:12px 16px;font:14px/1.5 system-ui,sans-serif;background:light-dark(#fff,#0e1116);color:light-dark(#14181f,#e6e9ee);overflow-wrap:anywhere}
h1{font-size:15px;font-weight:600;margin:4px 0 8px}p{margin:0}dl{display:flex;flex-wrap:wrap;gap:4px 20px;margin:0 0 8px}dt,.m{color:var(--m);font-size:13px}dd{margin:0}a{color:light-dark(#3451b2,#8da4ef)}.t-ok{color:var(--ok)}.t-warn{color:var(--warn)}.t-bad{color:var(--bad)}.t-muted{color:var(--m)}`;

/** The one style sheet of the frame, named by its hash: nothing else may style, run or load. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors *",
].join("; ");

/** Seconds after which a live frame reads itself anew. */
const REFRESH_S = 30;

/** `/embed/consumers/{id}?height=`: what other sites show of a consumer in a frame. No script, no cookie, no request. */
export function answerFrame(request: Request, network: string | undefined, id: string): Promise<Response> {
  const isPinned = new URL(request.url).searchParams.has("height");
  return answerEmbed(request, network, id, (consumer, { asOf, pageUrl }) => ({
    text: draw(consumer, pageUrl, `${safeText(asOf.chainId, 50)} · height ${asOf.height} · ${formatUtc(asOf.time)}`),
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "cross-origin-resource-policy": "cross-origin",
      ...(isPinned ? {} : { refresh: String(REFRESH_S) }),
    },
  }));
}

function draw(consumer: ConsumerView, pageUrl: string, moment: string): string {
  const { words, tone } = consumerState(consumer);
  const { shareOfProvider } = consumer;
  const figures: readonly (readonly [string, string])[] = [
    ["Phase", consumer.phase],
    ["Kind", kindWords(consumer)],
    ["Validators", String(consumer.validatorCount)],
    ["Share of provider power", isUnknown(shareOfProvider) ? "unknown" : formatShare(shareOfProvider)],
  ];
  const name = consumerName(consumer);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escapeXml(name)}</title><style>${STYLE}</style></head><body>
<p><a href="${escapeXml(pageUrl)}" target="_blank" rel="noopener">${escapeXml(name)}</a> <span class="m">${escapeXml(safeText(consumer.chainId, 50))}</span> · <span class="t-${tone}">${toneMark(tone)} ${escapeXml(words)}</span></p>
<h1>${escapeXml(writeOutTimes(consumerSentence(consumer)))}</h1>
<dl>${figures.map(([word, value]) => `<div><dt>${word}</dt><dd>${escapeXml(value)}</dd></div>`).join("")}</dl>
<p class="m">${escapeXml(moment)} · Interchain Security Explorer</p>
</body></html>
`;
}

/** A shape for each tone: colour alone says nothing. */
function toneMark(tone: ReturnType<typeof consumerState>["tone"]): string {
  return { muted: "○", ok: "●", warn: "▲", bad: "✕" }[tone];
}
