import type { VerificationItem, VerificationView } from "@/lib/api/contracts/verification";

/** How a figure is known, in a few words. */
export interface HowKnown {
  readonly state: "proven" | "contradicted" | "agreed" | "said";
  readonly words: string;
}

/** Subjects in the order of a page, and what each is of. */
const SUBJECT_WORDS: Readonly<Record<string, string>> = {
  phase: "Phase",
  owner: "Owner",
  client: "Client on the provider",
  channel: "Channel on the provider",
  sequences: "Packets sent and acknowledged",
  packets: "Packets on their way",
  queue: "Updates waiting to be sent",
  "opted-in": "Who opted in",
  "stored-set": "Stored set",
  "signing-set": "Set that signs",
  received: "Updates received there",
  "slash-meter": "Slash meter",
  header: "Headers",
};

export function subjectWords(subject: string): string {
  return SUBJECT_WORDS[subject] ?? subject;
}

/** Subjects of one view in the order of a page. */
export function bySubject(results: readonly VerificationItem[]): VerificationItem[] {
  const order = Object.keys(SUBJECT_WORDS);
  const place = ({ subject }: VerificationItem) => (order.indexOf(subject) + order.length + 1) % (order.length + 1);
  return results.toSorted((a, b) => place(a) - place(b) || (a.chainId < b.chainId ? -1 : 1));
}

/** What is known of a figure: a proof, else how many nodes gave the same header as ours, else that one node says so. */
export function howKnown(view: VerificationView | undefined, subject: string): HowKnown {
  const result = view?.results.find((item) => item.subject === subject);
  if (result) return howResult(view, result);
  return { state: "said", words: "one node says" };
}

/** The same of one result. */
export function howResult(view: VerificationView | undefined, result: VerificationItem): HowKnown {
  if (result.outcome === "proven") return { state: "proven", words: `proven at ${result.height}` };
  if (result.outcome === "contradicted") return { state: "contradicted", words: `contradicted at ${result.height}` };
  return howSaid(view, result.chainId);
}

/** How what no proof covers is known: by how many nodes of its chain that show the header we go by. */
export function howSaid(view: VerificationView | undefined, chainId: string): HowKnown {
  const header = view?.results.find((one) => one.subject === "header" && one.chainId === chainId);
  const { asked = 1, agree = 1 } = header?.nodes ?? {};
  return asked > 1
    ? { state: "agreed", words: `${agree} of ${asked} nodes agree` }
    : { state: "said", words: "one node says" };
}

/** Says first what a reader wants to know: whether what is shown was checked. */
export function verificationSentence({ results }: VerificationView): string {
  const figures = results.filter(({ subject }) => subject !== "header");
  const count = (outcome: string) => figures.filter((item) => item.outcome === outcome).length;
  const [proven, contradicted] = [count("proven"), count("contradicted")];
  if (figures.length === 0) return "None of these figures has been verified yet: they are what a node says.";
  if (contradicted > 0)
    return `${contradicted} of these figures ${contradicted === 1 ? "is" : "are"} contradicted by a proof.`;
  return proven === figures.length
    ? `All ${proven} figures checked are proven.`
    : `${proven} of ${figures.length} figures checked are proven; the others are what a node says.`;
}
