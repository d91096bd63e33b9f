import type { ParameterValue } from '../../../lib/engine/request';
import { _ } from '../../host/translate';
import { readReference, written } from '../../model/image-reference';
import type { FormValues } from './image-form';

/** Where the parts of a build come from. */
export type BuildSource = 'typed' | 'file' | 'address';

/** Lines of `NAME=value` as an object; a sentence for a line that is none. */
export function buildArguments(text: string): Readonly<Record<string, string>> | string {
  const found: Record<string, string> = {};
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at <= 0) return _('"%s" is no argument: write NAME=value.', line);
    found[line.slice(0, at)] = line.slice(at + 1);
  }
  return found;
}

/** The parameters of a build as its form says it, or a sentence for what is wrong. */
export function buildParameters(
  values: FormValues,
  source: BuildSource,
): Record<string, ParameterValue> | string {
  const of = (name: string) => (values[name] ?? '').trim();
  const given = buildArguments(values['arguments'] ?? '');
  if (typeof given === 'string') return given;
  let tag: string | undefined;
  if (of('name') !== '') {
    const read = readReference(of('name'));
    if ('problem' in read) return read.problem;
    if (read.reference.digest !== undefined) return _('A name that is given has a tag and no digest.');
    tag = written(read.reference);
  }
  if (source === 'typed' && !/^\s*FROM\s/im.test(values['dockerfile'] ?? ''))
    return _('Dockerfile has no FROM: it begins with the image that it builds on.');
  if (source === 'address' && of('remote') === '') return _('Address is missing.');
  const path = source === 'typed' ? '' : of('path');
  return {
    // what is left of a build that failed is of no use on a small disk
    forcerm: true,
    ...(tag === undefined ? {} : { t: tag }),
    ...(source === 'address' ? { remote: of('remote') } : {}),
    ...(path === '' ? {} : { dockerfile: path }),
    ...(Object.keys(given).length === 0 ? {} : { buildargs: given }),
    ...(of('target') === '' ? {} : { target: of('target') }),
    ...(of('platform') === '' ? {} : { platform: of('platform') }),
    ...(of('nocache') === '' ? {} : { nocache: true }),
    ...(of('pull') === '' ? {} : { pull: '1' }),
  };
}
