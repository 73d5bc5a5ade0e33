export {
  type Circuit,
  type CircuitEvent,
  type CircuitMemory,
  type CircuitStatus,
  CLOSED_CIRCUIT,
  circuitBreakerMachine,
  FAILURES_TO_OPEN,
  nextCircuit,
  OPEN_MS,
} from './circuit-breaker.js';
export {
  type IncidentEvent,
  type IncidentMachineContext,
  type IncidentStatus,
  incidentMachine,
  nextIncidentStatus,
} from './incident.js';
export {
  countResult,
  foldService,
  NO_RESULTS,
  nextStatus,
  SERVICE_MACHINE_VERSION,
  type ServiceCounters,
  type ServiceMachineContext,
  type ServiceMachineEvent,
  type ServicePlace,
  type ServiceThresholds,
  type Status,
  serviceMachine,
} from './service.js';
export {
  nextLane,
  type QueueHeads,
  type SinkLane,
  type SinkMachineContext,
  type SinkMachineEvent,
  sinkMachine,
  wakeAt,
} from './sink.js';
