// node suite.mjs NAME FILE STATUS: what came of a suite whose results vitest left as JSON in FILE, and which ended with
// STATUS. Prints "PASSED FAILED"; to standard error, each test that failed, with why.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [name, file, status] = process.argv.slice(2);

/** Enough of a message to know what is wrong, without the trees of a difference. */
const short = (message) => message.split('\n').slice(0, 25).join('\n').slice(0, 4000);

function tell(what, why) {
  process.stderr.write(`\n!!! ${name}: ${what}\n${short(why)}\n`);
}

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    tell('no results', `it ended with ${status}, and what it left cannot be read: ${error.message}`);
    return undefined;
  }
}

function count({ numPassedTests, testResults }) {
  let failed = 0;
  for (const suite of testResults) {
    const tests = suite.assertionResults.filter((test) => test.status === 'failed');
    for (const test of tests) {
      failed += 1;
      tell(`${relative('', suite.name)}: ${test.fullName}`, test.failureMessages.join('\n'));
    }
    if (suite.status === 'failed' && tests.length === 0) {
      failed += 1;
      tell(relative('', suite.name), suite.message);
    }
  }
  if (failed === 0 && status !== '0') {
    failed = 1;
    tell('outside of the tests', `no test failed, and it ended with ${status}: its own output says why`);
  }
  if (failed === 0 && numPassedTests === 0) {
    failed = 1;
    tell('no tests', 'not one was run');
  }
  return { passed: numPassedTests, failed };
}

const results = read();
const { passed, failed } = results === undefined ? { passed: 0, failed: 1 } : count(results);
process.stdout.write(`${passed} ${failed}\n`);
