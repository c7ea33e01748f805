import document from '../../fixtures/worlds/default.json' with { type: 'json' }
import type { SeedDocument } from './seed-document.ts'

/** The seed that the emulator starts with where none is given; a test holds that it passes `readSeed`. */
export const defaultWorld = document as SeedDocument
