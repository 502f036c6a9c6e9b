const MOST_OCTETS = 75;
const PROPERTIES =
  /^(?:BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|X-WR-CALNAME|UID|DTSTAMP|DTSTART|SUMMARY|DESCRIPTION|URL|STATUS|TRANSP):/;

/** The rows of a CSV file, read as strictly as RFC 4180 has it. Throws on anything that a reader could take in two ways. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  let row: string[] = [];
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      const end = /"(?:[^"]|"")*"(?=,|\r\n)/y;
      end.lastIndex = at;
      const quoted = end.exec(text)?.[0];
      if (quoted === undefined) throw new Error(`a quoted cell without an end: ${text.slice(at, at + 60)}`);
      cell = quoted.slice(1, -1).replaceAll('""', '"');
      at += quoted.length;
    } else {
      const plain = /[^",\r\n]*/y;
      plain.lastIndex = at;
      cell = plain.exec(text)?.[0] ?? "";
      at += cell.length;
    }
    row.push(cell);
    if (text[at] === ",") at += 1;
    else if (text.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`neither comma nor line end after ${JSON.stringify(cell.slice(-40))}`);
  }
  if (row.length > 0) throw new Error("the last line has no end");
  return rows;
}

/** What is wrong with a CSV file of ours: its shape, or a cell that a spreadsheet would run. */
export function csvFaults(text: string): string[] {
  let rows: string[][];
  try {
    rows = readCsv(text);
  } catch (error) {
    return [String(error)];
  }
  const [about, heads, ...others] = rows;
  if (about?.length !== 1 || !about[0]?.startsWith("# ")) return ["the first line does not say where it comes from"];
  const faults = others.filter((row) => row.length !== heads?.length).map((row) => `a row of ${row.length} cells`);
  for (const cell of rows.flat()) {
    if (/^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell))
      faults.push(`runs: ${JSON.stringify(cell.slice(0, 40))}`);
  }
  return faults;
}

/** What is wrong with a calendar file (RFC 5545 §3.1, §3.3.11). */
export function calendarFaults(text: string, events: number): string[] {
  const faults: string[] = [];
  const lines = text.split("\r\n");
  if (lines.pop() !== "") faults.push("the last line has no end");
  for (const line of lines) {
    if (/[\r\n]/.test(line)) faults.push("a bare line break");
    if (Buffer.byteLength(line) > MOST_OCTETS) faults.push(`a line of ${Buffer.byteLength(line)} octets`);
    if (line.includes("\ufffd") && !text.includes("\ufffd")) faults.push("a character is cut in two");
  }
  const whole = text.replaceAll("\r\n ", "").split("\r\n").slice(0, -1);
  for (const line of whole) {
    if (!PROPERTIES.test(line)) faults.push(`not a property: ${line.slice(0, 60)}`);
    else if (/^(?:SUMMARY|DESCRIPTION|UID|X-WR-CALNAME):/.test(line) && /^[^:]*:(?:\\[\\;,nN]|[^\\;,])*[;,]/.test(line))
      faults.push(`not escaped: ${line.slice(0, 60)}`);
  }
  const begun = whole.filter((line) => line === "BEGIN:VEVENT").length;
  if (begun !== events) faults.push(`${begun} events instead of ${events}`);
  return faults;
}

/** What is wrong with the frames of an event stream: anything but ours, each with one line of JSON. */
export function streamFaults(text: string): string[] {
  const faults: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "" || line.startsWith(":") || /^(?:id: [\w.:-]+|event: [a-z-]+|retry: \d+)$/.test(line)) continue;
    if (!line.startsWith("data: ")) faults.push(`a line that is none of ours: ${line.slice(0, 60)}`);
    else if (!isJson(line.slice(6))) faults.push(`no JSON: ${line.slice(0, 60)}`);
  }
  return faults;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
