import { html, nothing, type TemplateResult } from 'lit';
import * as v from 'valibot';
import type { App } from '../../app/context';
import { preference } from '../../app/preferences';
import { bytes } from '../../elements/format';
import { _ } from '../../host/translate';
import { downloadLimit, type DownloadRequest } from '../../model/downloads';

const folder = preference('export-folder', v.string(), '/tmp');

/** Why a path on the router cannot be taken, as far as it can be told before asking; undefined when it can. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return _('File is missing.');
  if (!path.startsWith('/')) return _('File has to be a whole path, such as /mnt/usb/web.tar.');
  if (path.endsWith('/')) return _('File has to end with a name, such as web.tar.');
  if (path.split('/').some((part) => part === '..' || part === '.'))
    return _('File takes no . and no .. between its slashes.');
  return undefined;
}

/** A file of the engine that is wanted, and the words for it. */
export interface WantedFile {
  readonly heading: string;
  /** What is in it. */
  readonly note: string;
  /** The button's word. */
  readonly confirm: string;
  readonly request: DownloadRequest;
  /** Told what has begun: the id of a download of this tab, or of the router's job and the file that it writes. */
  readonly begun: (id: string, path?: string) => void;
}

function choices(path: string, large: boolean): TemplateResult {
  return html`<label
      ><input type="radio" name="where" value="browser" ?checked=${!large} />
      <span
        >${_('Download with this browser: up to %s, while this tab is open', bytes(downloadLimit))}</span
      ></label
    >
    <label
      ><input type="radio" name="where" value="router" ?checked=${large} />
      <span>${_('To a file on the router: as long as there is room, also with this tab closed')}</span></label
    >
    <label class="dm-field"
      ><span>${_('File on the router')}</span>
      <input
        type="text"
        name="path"
        .value=${path}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
    /></label>`;
}

/** Asks where a file is to go, to this browser or to a file on the router, and begins. */
export async function askFile(app: App, wanted: WantedFile): Promise<void> {
  const { operation, parameters, name, expected = 0 } = wanted.request;
  const router = app.host.kind === 'luci';
  const path = `${folder.read().replace(/\/$/, '')}/${name}`;
  await app.dialog({
    heading: wanted.heading,
    body: () =>
      html`${wanted.note === '' ? nothing : html`<p>${wanted.note}</p>`}
      ${
        router
          ? choices(path, expected > downloadLimit)
          : html`<p class="dm-dim">${_('Up to %s, while this tab is open.', bytes(downloadLimit))}</p>`
      }`,
    confirm: wanted.confirm,
    submit: async (fields) => {
      try {
        if (fields.get('where') !== 'router') {
          wanted.begun(await app.engine.downloads.start(wanted.request));
          return undefined;
        }
        const to = String(fields.get('path') ?? '').trim();
        const problem = pathProblem(to);
        if (problem !== undefined) return problem;
        const job = await app.engine.jobs.start({ operation, parameters, to });
        folder.write(to.slice(0, to.lastIndexOf('/')));
        wanted.begun(job, to);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}
