import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a program to its end; rejects with code, stdout and stderr where it fails. */
export const run = promisify(execFile)

/** The package as it is published, in a temporary folder. */
export interface InstalledPackage {
  /** The content of its archive. */
  readonly packed: string
  /** An empty project into which it was installed, with no script of a package run. */
  readonly project: string
  /** Makes packages that a user's project would have found by that project. */
  link(...names: readonly string[]): void
  remove(): void
}

/** What is in the package beside what is built. */
export const besideTheCode = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'linter/RULES.md']

/** Builds and packs the package, and installs it. */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'kms-emulator-package-'))
  const [source, packed, project] = ['source', 'packed/package', 'project'].map(name =>
    join(folder, name),
  ) as [string, string, string]
  for (const each of [source, dirname(packed), project]) mkdirSync(each)
  for (const file of besideTheCode) cpSync(join(root, file), join(source, file))
  await run(process.execPath, ['.ci/build.mjs', join(source, 'dist')], { cwd: root })
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: source })
  const archive = readdirSync(folder).find(name => name.endsWith('.tgz')) ?? ''
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', dirname(packed)])
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n')
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', ...quiet, join(folder, archive)], { cwd: project })
  return {
    packed,
    project,
    link(...names) {
      for (const name of names) {
        const link = join(project, 'node_modules', name)
        mkdirSync(dirname(link), { recursive: true })
        symlinkSync(join(root, 'node_modules', name), link)
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
