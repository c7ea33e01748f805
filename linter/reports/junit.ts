import xmlbuilder from 'xmlbuilder2'
import { atLeast, type Finding } from '../finding.ts'
import type { FileReport } from '../lint.ts'
import { printable } from '../printable.ts'
import { type Checked, type ReportOptions, reportPath } from './checked.ts'

/**
 * JUnit's XML as Jenkins and GitLab read it: a suite for each file, a test case for each finding. A finding that makes
 * the exit code 1 is a failure; a milder one is a passed case that says so in its output; a file without findings is
 * one passed case. Source: the schema of Jenkins' xUnit plugin, junit-10; attributes `file` and `line` as seen in
 * GitLab and pytest.
 */
export function junit({ report }: Checked, { failOn, prefix }: ReportOptions): string {
  const fails = (finding: Finding): boolean => atLeast(finding.level, failOn)
  const suites = report.files.map(file => ({
    file,
    path: reportPath(file.path, prefix),
    tests: Math.max(file.findings.length, 1),
    failures: file.findings.filter(fails).length,
  }))
  const document = xmlbuilder.create({ version: '1.0', encoding: 'UTF-8' })
  const root = document.ele('testsuites', {
    name: 'ram-lint',
    tests: sum(suites.map(({ tests }) => tests)),
    failures: sum(suites.map(({ failures }) => failures)),
    errors: 0,
    time: 0,
  })
  for (const { file, path, tests, failures } of suites) {
    const counts = { tests, failures, errors: 0, skipped: 0, time: 0 }
    const suite = root.ele('testsuite', { name: xmlText(path), ...counts })
    addCases(suite, file, xmlText(path), fails)
  }
  return `${document.end({ prettyPrint: true })}\n`
}

type Element = ReturnType<ReturnType<typeof xmlbuilder.create>['ele']>

function addCases(
  suite: Element,
  file: FileReport,
  path: string,
  fails: (finding: Finding) => boolean,
): void {
  if (file.findings.length === 0)
    suite.ele('testcase', { name: 'no findings', classname: path, file: path, time: 0 })
  const alike = new Map<string, number>()
  for (const finding of file.findings) {
    const { rule, level, message, help, start, pointer } = finding
    const place = `${start.line}:${start.column}`
    // Named by its pointer, a case is known again when lines move.
    const name = pointer === '' ? rule : `${rule} at ${pointer}`
    const number = (alike.get(name) ?? 0) + 1
    alike.set(name, number)
    const test = suite.ele('testcase', {
      name: xmlText(number === 1 ? name : `${name} (${number})`),
      classname: path,
      file: path,
      line: start.line,
      time: 0,
    })
    const text = `${path}:${xmlText(`${place}: ${level}: ${message}`)}`
    const whole = `${text}\n${xmlText(`help: ${help}`)}`
    if (fails(finding)) test.ele('failure', { type: rule, message: xmlText(message) }).txt(whole)
    else test.ele('system-out').txt(whole)
  }
}

/** `printable` leaves nothing that XML 1.0 cannot hold; `&` is escaped as the library takes `&amp;` for written XML. */
function xmlText(text: string): string {
  return printable(text).replaceAll('&', '&amp;')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
