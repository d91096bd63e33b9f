import { html } from 'lit';
import * as v from 'valibot';
import type { App } from '../../app/context';
import { preference } from '../../app/preferences';
import { bytes } from '../../elements/format';
import { _ } from '../../host/translate';
import { downloadLimit } from '../../model/downloads';

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

/** Asks where a container's files are to go, to this browser or to a file on the router, and begins. */
export async function askExport(
  app: App,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const request = { operation: 'ContainerExport', parameters: { container: id } } as const;
  const file = `${name}.tar`;
  const router = app.host.kind === 'luci';
  await app.dialog({
    heading: _('Export %s', name),
    body: () =>
      html`<p>${_('All files of the container, without those of its volumes, as one tar archive.')}</p>
        ${
          router
            ? html`<label
                  ><input type="radio" name="where" value="browser" checked />
                  <span
                    >${_('Download with this browser: up to %s, while this tab is open', bytes(downloadLimit))}</span
                  ></label
                >
                <label
                  ><input type="radio" name="where" value="router" />
                  <span
                    >${_('To a file on the router: as long as there is room, also with this tab closed')}</span
                  ></label
                >
                <label class="dm-field"
                  ><span>${_('File on the router')}</span>
                  <input
                    type="text"
                    name="path"
                    .value=${`${folder.read().replace(/\/$/, '')}/${file}`}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                /></label>`
            : html`<p class="dm-dim">${_('Up to %s, while this tab is open.', bytes(downloadLimit))}</p>`
        }`,
    confirm: _('Export'),
    submit: async (fields) => {
      try {
        if (fields.get('where') !== 'router') {
          await app.engine.downloads.start({ ...request, name: file });
          return undefined;
        }
        const path = String(fields.get('path') ?? '').trim();
        const problem = pathProblem(path);
        if (problem !== undefined) return problem;
        await app.engine.jobs.start({ ...request, to: path });
        folder.write(path.slice(0, path.lastIndexOf('/')));
        app.notes.done(_('Exporting %s to %s', name, path));
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}
