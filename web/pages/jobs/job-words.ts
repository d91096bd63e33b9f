import { operation } from '../../../lib/engine/operations';
import type { OperationName } from '../../../lib/engine/request';
import type { StateWord } from '../../elements/container-state';
import { bytes } from '../../elements/format';
import type { Role } from '../../host/host';
import { _ } from '../../host/translate';
import type { FileOnItsWay } from '../../model/files-on-their-way';
import type { Job } from '../../model/job';

/** The first of these parameters that says something. */
function named({ parameters }: Job, ...names: readonly string[]): string {
  for (const name of names) {
    const value = parameters[name];
    const text = typeof value === 'string' ? value : (value ?? []).join(', ');
    if (text !== '') return text;
  }
  return '';
}

function imageOf(job: Job, ...names: readonly string[]): string {
  const image = named(job, ...names);
  const tag = named(job, 'tag');
  return tag === '' || image === '' ? image : image + (tag.includes(':') ? '@' : ':') + tag;
}

/** What a job does, in a few words that name the thing: "Pull nginx:1.27". */
export function jobTitle(job: Job): string {
  switch (job.operation) {
    case 'ImageCreate':
      return named(job, 'fromImage') === ''
        ? _('Import %s', imageOf(job, 'repo') || named(job, 'fromSrc'))
        : _('Pull %s', imageOf(job, 'fromImage'));
    case 'ImagePush':
      return _('Push %s', imageOf(job, 'image'));
    case 'ImageBuild':
      return _('Build %s', named(job, 't', 'remote'));
    case 'ImageLoad':
      return _('Load images');
    case 'ImageGet':
    case 'ImageGetAll':
      return _('Save %s', named(job, 'image', 'names'));
    case 'ImagePrune':
      return _('Remove unused images');
    case 'ImageDelete':
      return _('Remove %s', named(job, 'image'));
    case 'BuildPrune':
      return _('Empty the build cache');
    case 'ContainerPrune':
      return _('Remove stopped containers');
    case 'VolumePrune':
      return _('Remove unused volumes');
    case 'NetworkPrune':
      return _('Remove unused networks');
    case 'ContainerExport':
      return _('Export %s', named(job, 'container'));
    case 'ContainerArchive':
      return _('Copy from %s', named(job, 'container'));
    case 'PutContainerArchive':
      return _('Copy to %s', named(job, 'container'));
    case 'ImageCommit':
      return _('Make an image of %s', named(job, 'container'));
    default:
      return job.operation;
  }
}

/** The word and dot of a job's state. */
export function jobState(state: Job['state']): StateWord {
  switch (state) {
    case 'running':
      return { word: _('at work'), tone: 'good', shape: 'half' };
    case 'done':
      return { word: _('done'), tone: 'good', shape: 'full' };
    case 'failed':
      return { word: _('failed'), tone: 'bad', shape: 'cross' };
    case 'cancelled':
      return { word: _('cancelled'), tone: 'none', shape: 'ring' };
    case 'interrupted':
      return { word: _('interrupted'), tone: 'bad', shape: 'cross' };
  }
}

/** The word and dot of a file's state. */
export function fileState({ state, direction }: FileOnItsWay): StateWord {
  switch (state) {
    case 'waiting':
      return { word: _('waiting'), tone: 'none', shape: 'bars' };
    case 'running':
      return direction === 'down'
        ? { word: _('downloading'), tone: 'good', shape: 'half' }
        : { word: _('uploading'), tone: 'good', shape: 'half' };
    default:
      return jobState(state);
  }
}

/** What a job has made, for those who look at it afterwards; empty where it says nothing. */
export function jobResult({ result, file, size }: Job): string {
  if (file !== '') return size ? _('%s (%s)', file, bytes(size)) : file;
  if (typeof result === 'number') return _('%s freed', bytes(result));
  return result ?? '';
}

/** The role that a job of that operation needs; the highest one for an operation that we do not know. */
export function jobRole({ operation: name }: Job): Role {
  try {
    return operation(name as OperationName).role;
  } catch {
    return 'admin';
  }
}
