/** What is due at a moment: `kind` names the handler in `settle.ts`, `id` the thing. */
export interface Appointment {
  readonly at: number
  readonly kind:
    | 'key-deletion'
    | 'key-rotation'
    | 'secret-deletion'
    | 'secret-rotation'
    | 'secret-rotation-end'
    | 'instance-connected'
    | 'instance-release'
  readonly id: string
}

/**
 * Appointments by time, earliest first (a binary heap); those of one moment by kind and id, whoever entered them when. Nothing is ever taken out early: whoever handles an
 * appointment looks whether it still stands, so that changing a date costs one more entry and no search.
 */
export class Agenda {
  readonly #heap: Appointment[] = []

  /** When the next appointment is due, or Infinity. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY
  }

  add(appointment: Appointment): void {
    const heap = this.#heap
    let child = heap.push(appointment) - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!isBefore(appointment, heap[parent] as Appointment)) break
      heap[child] = heap[parent] as Appointment
      child = parent
    }
    heap[child] = appointment
  }

  /** Takes out the earliest appointment that is due at `now`. */
  take(now: number): Appointment | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (!first || first.at > now) return undefined
    const last = heap.pop() as Appointment
    if (heap.length === 0) return first
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= heap.length) break
      const right = heap[child + 1]
      if (right && isBefore(right, heap[child] as Appointment)) child++
      if (!isBefore(heap[child] as Appointment, last)) break
      heap[parent] = heap[child] as Appointment
      parent = child
    }
    heap[parent] = last
    return first
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  if (a.at !== b.at) return a.at < b.at
  return a.kind === b.kind ? a.id < b.id : a.kind < b.kind
}
