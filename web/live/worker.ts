import { Hub } from './hub';
import { transportOpener } from './opener';
import { portLink } from './provider';

// The hub in a SharedWorker: each tab that connects is one link.
const hub = new Hub((access) => transportOpener(access));

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) hub.attach(portLink(port));
});
