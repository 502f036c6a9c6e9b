/** Something the person who started the tape can put right: the message is the whole sentence they see. */
export class TapeError extends Error {
  override readonly name = "TapeError";
}
