/**
 * Event types we keep (ics-protocol.md §5.2–5.5). A block of a busy chain has hundreds of bank and distribution events;
 * leaving them out before their attributes are looked at is what makes backfilling fast.
 */
export const INDEXED_EVENT_TYPES: ReadonlySet<string> = new Set([
  // provider and consumer module
  "create_consumer",
  "update_consumer",
  "remove_consumer",
  "assign_consumer_key",
  "opt_in",
  "opt_out",
  "set_consumer_commission_rate",
  "change_consumer_reward_denom",
  "consumer_client_created",
  "channel_established",
  "ccv_packet",
  "ibccallbackerror-ccv_packet",
  "timeout",
  "execute_consumer_chain_slash",
  "submit_consumer_double_voting",
  "submit_consumer_misbehaviour",
  "consumer_slash_request",
  "distributed_ics_rewards",
  // IBC core
  "send_packet",
  "recv_packet",
  "write_acknowledgement",
  "acknowledge_packet",
  "timeout_packet",
  "connection_open_init",
  "connection_open_try",
  "connection_open_ack",
  "connection_open_confirm",
  "channel_open_init",
  "channel_open_try",
  "channel_open_ack",
  "channel_open_confirm",
  "channel_close_init",
  "channel_close_confirm",
  "channel_close",
  "create_client",
  "update_client",
  "client_misbehaviour",
  "recover_client",
  // SDK
  "slash",
  // The only trace of what a consumer's punishment burnt (§5.5); few, since fees are not burnt but on some chains.
  "burn",
  "create_validator",
  "edit_validator",
  "delegate",
  "unbond",
  "redelegate",
  "cancel_unbonding_delegation",
  "submit_proposal",
  "active_proposal",
  "inactive_proposal",
  "proposal_deposit",
  "proposal_vote",
  "cancel_proposal",
]);

/** `message` events are everywhere; only this action tells something nothing else does (§5.5). */
export const UNJAIL_ACTION = "/cosmos.slashing.v1beta1.MsgUnjail";
