import { saveFile } from '../elements/save-file';
import type { Live } from '../live/live';
import type { Choice } from '../transport/choice';
import { GatewayWork } from '../transport/gateway-work';
import { KeeperCalls } from '../transport/keeper-calls';
import { KeeperWork } from '../transport/keeper-work';
import { FallbackCarrier } from '../transport/slices/fallback-carrier';
import { ProgramCarrier } from '../transport/slices/program-carrier';
import { KeeperControl, RpcdCarrier } from '../transport/slices/rpcd-carrier';
import { Ubus } from '../transport/ubus';
import type { Work } from '../transport/work';
import type { EngineAccess } from './engine-access';
import type { EngineLink } from './engine-link';
import { hasArrived } from './files-on-their-way';
import type { EngineWork } from './late-work';
import { LiveJobs } from './live-jobs';
import { TabDownloads } from './tab-downloads';
import { TabUploads } from './tab-uploads';
import { FileTurns } from './turns-of-files';

/** Files on their way at a time: each has two slices under way, and a browser has six connections per host. */
const filesAtOnce = 2;

/** What jobs and files are made from. */
export interface WorkParts {
  readonly access: EngineAccess;
  readonly live: Live;
  readonly link: EngineLink;
  readonly choice: Choice;
}

/** Jobs and files of an engine. */
export function liveWork(parts: WorkParts): EngineWork {
  const { link } = parts;
  const work = workOf(parts);
  const { take } = new FileTurns(filesAtOnce);
  const saving = { save: saveFile, fetch: fetchFile };
  const downloads = new TabDownloads(work, link, saving, take);
  const uploads = new TabUploads(work, link, take);
  warnBeforeLeaving(downloads, uploads);
  return { jobs: new LiveJobs(work, link), downloads, uploads };
}

function workOf({ access, live, link, choice }: WorkParts): Work {
  if (access.kind === 'gateway') return new GatewayWork({ base: access.base, live, transport: choice });
  const { session, program, engine } = access;
  const ubus = new Ubus({ url: access.ubus, session });
  const calls = new KeeperCalls({ ubus, engine, apiVersion: () => link.state.value.apiVersion ?? '' });
  const rpcd = new RpcdCarrier(calls);
  const overProgram = new FallbackCarrier(new ProgramCarrier({ program, session }), rpcd);
  const preferred = () => {
    const { candidates, preference } = choice.state.value;
    const direct = candidates.some((one) => one.transport === 'direct' && one.state === 'available');
    return direct && (preference === 'auto' || preference === 'direct');
  };
  return new KeeperWork({
    calls,
    live,
    luci: access.luci?.url,
    carrier: () => (choice.state.value.preference === 'rpcd' ? rpcd : overProgram),
    control: new KeeperControl(calls),
    files: { transport: choice, preferred },
  });
}

/** Lets the browser download an address by itself. */
function fetchFile(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

/** A file that is on its way ends with the page: the browser asks before, and the router is told. */
function warnBeforeLeaving(...tables: readonly (TabDownloads | TabUploads)[]): void {
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) for (const table of tables) for (const { id } of table.value) table.cancel(id);
  });
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  let warning = false;
  const look = () => {
    const unfinished = tables.some((table) => table.value.some((file) => !hasArrived(file)));
    if (unfinished === warning) return;
    warning = unfinished;
    // only while it is needed: a page that listens is not kept for the back button
    if (warning) addEventListener('beforeunload', warn);
    else removeEventListener('beforeunload', warn);
  };
  for (const table of tables) table.subscribe(look);
}
