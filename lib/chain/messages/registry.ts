import { MsgUpdateParams as AuthUpdateParams } from "cosmjs-types/cosmos/auth/v1beta1/tx";
import { MsgExec as AuthzExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { MsgUpdateParams as BankUpdateParams, MsgSend, MsgSetSendEnabled } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgUpdateParams as ConsensusUpdateParams } from "cosmjs-types/cosmos/consensus/v1/tx";
import { MsgUpdateParams as CrisisUpdateParams } from "cosmjs-types/cosmos/crisis/v1beta1/tx";
import { CommunityPoolSpendProposal } from "cosmjs-types/cosmos/distribution/v1beta1/distribution";
import {
  MsgUpdateParams as DistributionUpdateParams,
  MsgCommunityPoolSpend,
} from "cosmjs-types/cosmos/distribution/v1beta1/tx";
import {
  MsgUpdateParams as GovUpdateParams,
  MsgCancelProposal,
  MsgDeposit,
  MsgExecLegacyContent,
  MsgSubmitProposal,
  MsgVote,
} from "cosmjs-types/cosmos/gov/v1/tx";
import { TextProposal } from "cosmjs-types/cosmos/gov/v1beta1/gov";
import { MsgSubmitProposal as MsgSubmitProposalV1Beta1 } from "cosmjs-types/cosmos/gov/v1beta1/tx";
import { MsgExec as GroupExec, MsgSubmitProposal as GroupSubmitProposal } from "cosmjs-types/cosmos/group/v1/tx";
import { MsgUpdateParams as MintUpdateParams } from "cosmjs-types/cosmos/mint/v1beta1/tx";
import { ParameterChangeProposal } from "cosmjs-types/cosmos/params/v1beta1/params";
import { MsgUpdateParams as SlashingUpdateParams } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { MsgUpdateParams as StakingUpdateParams } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { MsgCancelUpgrade, MsgSoftwareUpgrade } from "cosmjs-types/cosmos/upgrade/v1beta1/tx";
import { CancelSoftwareUpgradeProposal, SoftwareUpgradeProposal } from "cosmjs-types/cosmos/upgrade/v1beta1/upgrade";
import { MsgUpdateParams as TransferUpdateParams } from "cosmjs-types/ibc/applications/transfer/v1/tx";
import {
  MsgUpdateParams as ClientUpdateParams,
  MsgIBCSoftwareUpgrade,
  MsgRecoverClient,
} from "cosmjs-types/ibc/core/client/v1/tx";
import { ClientState, Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { legacyDecToText } from "@/lib/ics/decimal";
import * as consumer from "../proto/interchain_security/ccv/consumer/v1/tx";
import * as provider from "../proto/interchain_security/ccv/provider/v1/tx";

/** How one message type is read. */
export interface MessageCodec {
  decode(bytes: Uint8Array): object;
  /** Messages it carries; their field is left out of what it says itself. */
  readonly carries?: string;
}

interface Codec<T extends object> {
  decode(bytes: Uint8Array): T;
}

const PROVIDER = "/interchain_security.ccv.provider.v1.";

/** Decodes the evidence inside as well. */
function withParts<T extends object>(
  codec: Codec<T>,
  parts: { readonly [K in keyof T]?: Codec<object> },
): MessageCodec {
  return {
    decode: (bytes) => {
      const message = codec.decode(bytes) as Record<string, unknown>;
      for (const [field, part] of Object.entries<Codec<object> | undefined>(parts)) {
        const value = message[field];
        if (part && value instanceof Uint8Array) message[field] = value.length > 0 ? part.decode(value) : undefined;
      }
      return message;
    },
  };
}

const UpdateParams: MessageCodec = {
  decode: (bytes) => {
    const message = provider.MsgUpdateParams.decode(bytes);
    const template = message.params?.templateClient;
    if (!message.params) return message;
    return {
      ...message,
      params: { ...message.params, templateClient: template?.length ? ClientState.decode(template) : undefined },
    };
  },
};

const CommissionRate: MessageCodec = {
  decode: (bytes) => {
    const message = provider.MsgSetConsumerCommissionRate.decode(bytes);
    return { ...message, rate: legacyDecToText(message.rate) };
  },
};

/**
 * Every message of ics-protocol.md §8, live, historical and legacy, and those of the SDK that proposals hold beside them.
 * A node's own decoder is no help: since gaia v28 its stubs drop the bodies (§7.4), so bytes are read here.
 */
export const MESSAGES: ReadonlyMap<string, MessageCodec> = new Map<string, MessageCodec>([
  [`${PROVIDER}MsgCreateConsumer`, provider.MsgCreateConsumer],
  [`${PROVIDER}MsgUpdateConsumer`, provider.MsgUpdateConsumer],
  [`${PROVIDER}MsgRemoveConsumer`, provider.MsgRemoveConsumer],
  [`${PROVIDER}MsgAssignConsumerKey`, provider.MsgAssignConsumerKey],
  [`${PROVIDER}MsgOptIn`, provider.MsgOptIn],
  [`${PROVIDER}MsgOptOut`, provider.MsgOptOut],
  [`${PROVIDER}MsgSetConsumerCommissionRate`, CommissionRate],
  [
    `${PROVIDER}MsgSubmitConsumerMisbehaviour`,
    withParts(provider.MsgSubmitConsumerMisbehaviour, { misbehaviour: Misbehaviour }),
  ],
  [
    `${PROVIDER}MsgSubmitConsumerDoubleVoting`,
    withParts(provider.MsgSubmitConsumerDoubleVoting, {
      duplicateVoteEvidence: DuplicateVoteEvidence,
      infractionBlockHeader: Header,
    }),
  ],
  [`${PROVIDER}MsgUpdateParams`, UpdateParams],
  [`${PROVIDER}MsgChangeRewardDenoms`, provider.MsgChangeRewardDenoms],
  ["/interchain_security.ccv.consumer.v1.MsgUpdateParams", consumer.MsgUpdateParams],
  [`${PROVIDER}MsgConsumerAddition`, provider.MsgConsumerAddition],
  [`${PROVIDER}MsgConsumerRemoval`, provider.MsgConsumerRemoval],
  [`${PROVIDER}MsgConsumerModification`, provider.MsgConsumerModification],
  [`${PROVIDER}MsgRegisterConsumerRewardDenom`, provider.MsgRegisterConsumerRewardDenom],
  [`${PROVIDER}ConsumerAdditionProposal`, provider.ConsumerAdditionProposal],
  [`${PROVIDER}ConsumerRemovalProposal`, provider.ConsumerRemovalProposal],
  [`${PROVIDER}ConsumerModificationProposal`, provider.ConsumerModificationProposal],
  [`${PROVIDER}EquivocationProposal`, provider.EquivocationProposal],
  [`${PROVIDER}ChangeRewardDenomsProposal`, provider.ChangeRewardDenomsProposal],

  ["/cosmos.authz.v1beta1.MsgExec", { decode: AuthzExec.decode, carries: "msgs" }],
  ["/cosmos.gov.v1.MsgSubmitProposal", { decode: MsgSubmitProposal.decode, carries: "messages" }],
  ["/cosmos.gov.v1.MsgExecLegacyContent", { decode: MsgExecLegacyContent.decode, carries: "content" }],
  ["/cosmos.gov.v1beta1.MsgSubmitProposal", { decode: MsgSubmitProposalV1Beta1.decode, carries: "content" }],
  ["/cosmos.group.v1.MsgSubmitProposal", { decode: GroupSubmitProposal.decode, carries: "messages" }],
  ["/cosmos.group.v1.MsgExec", GroupExec],
  ["/cosmos.gov.v1.MsgCancelProposal", MsgCancelProposal],
  ["/cosmos.gov.v1.MsgDeposit", MsgDeposit],
  ["/cosmos.gov.v1.MsgVote", MsgVote],
  ["/cosmos.gov.v1.MsgUpdateParams", GovUpdateParams],
  ["/cosmos.gov.v1beta1.TextProposal", TextProposal],
  ["/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade", MsgSoftwareUpgrade],
  ["/cosmos.upgrade.v1beta1.MsgCancelUpgrade", MsgCancelUpgrade],
  ["/cosmos.upgrade.v1beta1.SoftwareUpgradeProposal", SoftwareUpgradeProposal],
  ["/cosmos.upgrade.v1beta1.CancelSoftwareUpgradeProposal", CancelSoftwareUpgradeProposal],
  ["/cosmos.distribution.v1beta1.MsgCommunityPoolSpend", MsgCommunityPoolSpend],
  ["/cosmos.distribution.v1beta1.CommunityPoolSpendProposal", CommunityPoolSpendProposal],
  ["/cosmos.distribution.v1beta1.MsgUpdateParams", DistributionUpdateParams],
  ["/cosmos.params.v1beta1.ParameterChangeProposal", ParameterChangeProposal],
  ["/cosmos.bank.v1beta1.MsgSend", MsgSend],
  ["/cosmos.bank.v1beta1.MsgSetSendEnabled", MsgSetSendEnabled],
  ["/cosmos.bank.v1beta1.MsgUpdateParams", BankUpdateParams],
  ["/cosmos.auth.v1beta1.MsgUpdateParams", AuthUpdateParams],
  ["/cosmos.consensus.v1.MsgUpdateParams", ConsensusUpdateParams],
  ["/cosmos.crisis.v1beta1.MsgUpdateParams", CrisisUpdateParams],
  ["/cosmos.mint.v1beta1.MsgUpdateParams", MintUpdateParams],
  ["/cosmos.slashing.v1beta1.MsgUpdateParams", SlashingUpdateParams],
  ["/cosmos.staking.v1beta1.MsgUpdateParams", StakingUpdateParams],
  ["/ibc.core.client.v1.MsgRecoverClient", MsgRecoverClient],
  ["/ibc.core.client.v1.MsgIBCSoftwareUpgrade", MsgIBCSoftwareUpgrade],
  ["/ibc.core.client.v1.MsgUpdateParams", ClientUpdateParams],
  ["/ibc.applications.transfer.v1.MsgUpdateParams", TransferUpdateParams],
]);
