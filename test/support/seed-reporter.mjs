// Tells each test as it ends, a failed one with all it has to say: a run of hours is not silent until its end.
export default class SeedReporter {
  onTestCaseResult(_file, { title, status, duration, failureMessages }) {
    const said = status === 'passed' ? '' : `\n${failureMessages.join('\n')}`;
    process.stderr.write(`${title} ${status} in ${((duration ?? 0) / 1000).toFixed(1)} s${said}\n`);
  }

  /** What kept the file from running at all. */
  onTestResult(_file, { testExecError }) {
    if (testExecError) process.stderr.write(`${testExecError.stack ?? testExecError.message}\n`);
  }
}
