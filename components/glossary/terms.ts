/** A word of the protocol: its anchor, the word, and what it means in plain ones. Sources: ics-protocol.md. */
export interface GlossaryTerm {
  readonly id: string;
  readonly word: string;
  readonly meaning: string;
}

export const GLOSSARY: readonly GlossaryTerm[] = [
  {
    id: "provider",
    word: "Provider",
    meaning: "The chain that lends its validators. Stake is bonded here, and here offences are punished.",
  },
  {
    id: "consumer",
    word: "Consumer",
    meaning: "A chain whose blocks are produced by validators of a provider, with the power they have there.",
  },
  {
    id: "consumer-id",
    word: "Consumer id",
    meaning:
      "The number a provider gives a consumer when it is registered. It alone says which consumer is meant: names and chain ids may repeat.",
  },
  {
    id: "phase",
    word: "Phase",
    meaning:
      "Where a consumer is in its life: registered, initialized, launched, stopped, deleted. A failed launch falls back to registered without an event.",
  },
  {
    id: "spawn-time",
    word: "Spawn time",
    meaning:
      "The moment from which an initialized consumer launches, in the next block of the provider, if anybody is there to validate it.",
  },
  {
    id: "opt-in",
    word: "Opt in",
    meaning:
      "A validator's declaration that it will validate a consumer. On an opt-in chain only those who declared it do.",
  },
  {
    id: "top-n",
    word: "Top N",
    meaning:
      "A consumer with Top N is validated by the strongest validators that together hold N percent of the provider's power, whether they opted in or not; others may join.",
  },
  {
    id: "eligible",
    word: "Eligible",
    meaning:
      "What the next epoch would take: opted in or within the Top N, allowed by the lists, with enough stake, and within the cap on the number of validators.",
  },
  {
    id: "stored-set",
    word: "Stored set",
    meaning:
      "The validators and powers the provider decided for a consumer at the last epoch. The consumer follows when the update arrives.",
  },
  {
    id: "consumer-power",
    word: "Consumer power",
    meaning:
      "The power of a validator on a consumer. It is its power on the provider, or less for the strongest where the consumer caps it; then the rest is shared among the others.",
  },
  {
    id: "power-cap",
    word: "Power cap",
    meaning: "The largest share of a consumer's power that one validator may hold.",
  },
  {
    id: "epoch",
    word: "Epoch",
    meaning:
      "A fixed number of provider blocks. Only at its end are the consumers' sets decided anew and updates sent.",
  },
  {
    id: "vsc-packet",
    word: "Update (VSC packet)",
    meaning:
      "The packet in which a provider tells a consumer how its validator set changes. It waits on the provider until the channel is open.",
  },
  {
    id: "vsc-id",
    word: "Update id (vscID)",
    meaning:
      "The number of an update. It is the provider's way to say which set, and through it at which height, a validator did something on a consumer.",
  },
  {
    id: "in-sync",
    word: "In sync",
    meaning:
      "All updates sent were received, and the consumer's validator set has the hash of the set the provider stores for it.",
  },
  {
    id: "ccv-channel",
    word: "CCV channel",
    meaning:
      "The ordered IBC channel between a provider and a consumer: updates go one way, slash packets the other. If one packet times out, it closes and the consumer is stopped.",
  },
  {
    id: "light-client",
    word: "Light client",
    meaning:
      "What one chain knows of the other, to check its packets. It expires if nobody updates it within its trusting period; then nothing gets through.",
  },
  {
    id: "relayer",
    word: "Relayer",
    meaning: "A program that carries packets and headers between chains. It can delay, but not forge.",
  },
  {
    id: "key-assignment",
    word: "Key assignment",
    meaning:
      "A validator's choice of another key for one consumer, so that the key of the provider need not be there. An old key remains accountable for a while.",
  },
  {
    id: "slash-packet",
    word: "Slash packet",
    meaning:
      "A consumer's report that a validator was down there. The provider jails and slashes, unless the slash meter is used up: then the packet has to come again.",
  },
  {
    id: "slash-meter",
    word: "Slash meter",
    meaning:
      "How much power may still be jailed for offences on consumers before the provider asks them to wait. It is refilled by a share of the total power each period. It may fall below zero once.",
  },
  {
    id: "jailed",
    word: "Jailed",
    meaning:
      "Out of the active set after an offence, until the validator asks to return; not before the jail time is over.",
  },
  {
    id: "tombstoned",
    word: "Tombstoned",
    meaning: "Jailed for ever, for signing two blocks at one height or taking part in an attack on a light client.",
  },
  {
    id: "infraction-parameters",
    word: "Infraction parameters",
    meaning: "What an offence on one consumer costs on the provider: the fraction of stake and the jail time.",
  },
  {
    id: "min-stake",
    word: "Minimum stake",
    meaning: "The stake a consumer asks of its validators. Who has less is left out at the next epoch.",
  },
  {
    id: "lists",
    word: "Allowlist, denylist, priority list",
    meaning: "Whom a consumer takes only, never, or first when its number of validators is capped.",
  },
  {
    id: "unbonding",
    word: "Unbonding period",
    meaning: "How long stake stays punishable after it was withdrawn. A stopped consumer is deleted after it.",
  },
  {
    id: "validator-set-hash",
    word: "Validator set hash",
    meaning:
      "A fingerprint of who may sign a block and with which power, written into each header. Two sets are the same when it is.",
  },
  {
    id: "dialect",
    word: "Dialect",
    meaning: "The version of the protocol a chain speaks. It is detected from what the chain answers, not configured.",
  },
];
