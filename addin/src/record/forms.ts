// One chunk for all forms: they share the fields, and the chunk is there before the first is opened.
// biome-ignore-all lint/performance/noBarrelFile: it is what makes them one chunk
export { AttachForm } from './attach/AttachForm';
export { LogForm } from './log/LogForm';
export { Ambiguous } from './match/Ambiguous';
export { CorrectForm } from './match/CorrectForm';
export { NewClientForm } from './match/NewClientForm';
