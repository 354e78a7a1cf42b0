import 'reflect-metadata';
import { createApp } from './app.js';
import { describeProblems, readConfig } from './config.js';
import { greet, keepKeys } from './sandbox/greeting.js';
import { createLog } from './server/log.js';

const config = readConfig(process.env);
if (!config.ok) {
  process.stderr.write(`${describeProblems(config.error)}\n`);
  process.exit(2);
}
const log = createLog(config.value);
try {
  const { dataFolder } = config.value;
  const app = await createApp(config.value, log, { keepKeys: (keys) => keepKeys(dataFolder, keys) });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    app.close().then(
      () => process.exit(0),
      (error) => {
        log.fatal({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { url } = await app.listen();
  await greet({
    url,
    dataFolder,
    newKeys: app.newKeys,
    print: (text) => process.stdout.write(text),
  });
} catch (error) {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    process.stderr.write(`PORT ${config.value.port} is in use on ${config.value.host}; set PORT to another one\n`);
  } else log.fatal({ err: error }, 'could not start');
  process.exit(1);
}
