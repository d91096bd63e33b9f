import { Hub } from './hub';
import { transportOpener } from './opener';
import { portLink } from './provider';

// The hub in a SharedWorker: each tab that connects is one link.
const hub = new Hub((access, jobs) => transportOpener(access, undefined, jobs));

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) hub.attach(portLink(port));
});
