export {
  countResult,
  NO_RESULTS,
  nextStatus,
  type ServiceCounters,
  type ServiceMachineContext,
  type ServiceMachineEvent,
  type ServiceThresholds,
  type Status,
  serviceMachine,
} from './service.js';
