export {
  type ChannelContractOptions,
  type ChannelHarness,
  type ContractCase,
  channelContract,
  type ReceivedMessage,
  type ReceiverMood,
} from './testing/channel-contract.js';
export {
  type JournalContractOptions,
  type JournalHarness,
  type JournalOffer,
  journalContract,
} from './testing/journal-contract.js';
export { type RecordingChannel, recordingChannel } from './testing/recording-channel.js';
export { sampleAlert, sampleNotification } from './testing/sample-notification.js';
export { VirtualClock } from './testing/virtual-clock.js';
