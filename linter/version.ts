declare const __VERSION__: string

/** The package's version, put in when it is built. */
export const version: string = __VERSION__
