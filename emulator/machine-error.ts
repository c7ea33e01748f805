/** What the machine keeps the emulator from, e.g. by a folder that cannot be written: no fault of the emulator's own. */
export class MachineError extends Error {}
