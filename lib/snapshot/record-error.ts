/** A file that is no record, or a record that does not hold. The message is one sentence that names what is wrong. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}
