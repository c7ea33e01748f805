/** A WebAssembly module's bytes; the bundler and the test runner put them into the code. */
declare module '*.wasm' {
  const bytes: Uint8Array
  // biome-ignore lint/style/noDefaultExport: it is how the bundler gives a module's bytes
  export default bytes
}
