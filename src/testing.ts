export { type RecordingChannel, recordingChannel } from './testing/recording-channel.js';
export { VirtualClock } from './testing/virtual-clock.js';
