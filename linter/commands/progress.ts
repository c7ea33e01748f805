import type { Terminal } from '../terminal.ts'

/** A run that is over before has no need of it. Milliseconds. */
const quietFor = 500

/** Milliseconds between two pictures. */
const every = 100

/** How far a run is, on the last line of standard error. */
export interface Progress {
  /** One more file is read. */
  step(): void
  /** Takes the line away. */
  end(): void
}

/**
 * Shows how far a long run is, where somebody can see it. It counts, as files are found while they are read and nobody
 * knows how many come. The libraries for this draw by timers, which a run that hardly ever waits does not let go off,
 * and to a stream of the process rather than a terminal that is passed in.
 */
export function showProgress({ live, now, err }: Pick<Terminal, 'live' | 'now' | 'err'>): Progress {
  if (!live) return { step: () => {}, end: () => {} }
  let next = now() + quietFor
  let done = 0
  let visible = false
  return {
    step() {
      done += 1
      // The clock is asked for every eighth file only: most take less than a millisecond.
      if (done % 8 !== 0) return
      const time = now()
      if (time < next) return
      next = time + every
      visible = true
      err(`\r\u001B[K${done.toLocaleString('en')} files read …`)
    },
    end() {
      if (visible) err('\r\u001B[K')
    },
  }
}
