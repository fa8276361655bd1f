// Runs the public suite of tests for HTTP caches against BASE and prints what came of it as JSON:
// { required: { pass: […], fail: […], … }, optimal: {…}, check: {…} }, each list holding the tests' names,
// failures with the reason.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const suite = process.env.SUITE
const from = path => import(pathToFileURL(`${suite}/${path}`))
const fetch = createRequire(`${suite}/cli.mjs`)('node-fetch')
const { runTests, getResults } = await from('client/runner.mjs')
const { determineTestResult } = await from('lib/display.mjs')
const tests = (await from('tests/index.mjs')).default
tests.push((await from('tests/surrogate-control.mjs')).default)

await runTests(tests, fetch, false, process.env.BASE)
const results = getResults()
const names = { '✅': 'pass', '⛔️': 'fail', '⚠️': 'optional_fail', Y: 'yes', N: 'no', '🔹': 'setup', '⁉️': 'harness', '⚪️': 'blocked', '↻': 'retry', '-': 'untested' }
const summary = { required: {}, optimal: {}, check: {} }
const seen = new Set()
for (const group of tests) {
  for (const test of group.tests) {
    if (test.browser_only || seen.has(test.id)) continue
    seen.add(test.id)
    const outcome = names[determineTestResult(tests, test.id, results)[2]]
    const kind = summary[test.kind ?? 'required']
    const reason = outcome === 'pass' || outcome === 'yes' ? '' : `: ${results[test.id]?.[1]}`
    ;(kind[outcome] ??= []).push(test.id + reason)
  }
}
console.log(JSON.stringify(summary))
process.exit(0)
