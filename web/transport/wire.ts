import { operation, ParameterError, target, type Operation } from '../../lib/engine/operations';
import type { EngineRequest, ParameterValue } from '../../lib/engine/request';
import { NotSentError } from './not-sent';

/** A parameter as the router takes it. */
export type WireValue = string | readonly string[];

function wireValue(value: NonNullable<ParameterValue>, shape: string | undefined): WireValue {
  if (shape === 'strings' && Array.isArray(value)) return value.map(String);
  if (shape === 'filters' || shape === 'json') return JSON.stringify(value);
  return String(value);
}

/**
 * The request's row and its parameters as the router takes them, checked against the table first: a
 * {@link NotSentError} (`refused`) names the parameter that does not fit.
 */
export function wireParameters(request: EngineRequest): {
  row: Operation;
  parameters: Record<string, WireValue>;
} {
  const row = operation(request.operation);
  checkedTarget(row, request);
  const parameters: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(request.parameters))
    if (value !== undefined) parameters[name] = wireValue(value, row.query?.[name]);
  return { row, parameters };
}

/** The request's target without the version. Raises a {@link NotSentError} (`refused`) as {@link wireParameters} does. */
export function checkedTarget(row: Operation, request: EngineRequest): string {
  try {
    return target(row, request.parameters);
  } catch (cause) {
    if (cause instanceof ParameterError) throw new NotSentError('refused', cause.message, { cause });
    throw cause;
  }
}
