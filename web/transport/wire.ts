import { operation, target, type Operation } from '../../lib/engine/operations';
import type { EngineRequest, ParameterValue } from '../../lib/engine/request';

/** A parameter as the router takes it. */
export type WireValue = string | readonly string[];

function wireValue(value: NonNullable<ParameterValue>, shape: string | undefined): WireValue {
  if (shape === 'strings' && Array.isArray(value)) return value.map(String);
  if (shape === 'filters' || shape === 'json') return JSON.stringify(value);
  return String(value);
}

/**
 * The request's row and its parameters as the router takes them, checked against the table first: a
 * `ParameterError` names the parameter that does not fit.
 */
export function wireParameters(request: EngineRequest): {
  row: Operation;
  parameters: Record<string, WireValue>;
} {
  const row = operation(request.operation);
  target(row, request.parameters);
  const parameters: Record<string, WireValue> = {};
  for (const [name, value] of Object.entries(request.parameters))
    if (value !== undefined) parameters[name] = wireValue(value, row.query?.[name]);
  return { row, parameters };
}

/** Parameters as the query of the CGI program; the engine's section is added by who knows it. */
export function wireQuery(
  parameters: Readonly<Record<string, WireValue>>,
  apiVersion: string,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of typeof value === 'string' ? [value] : value) query.append(name, one);
  query.append('api_version', apiVersion);
  return query;
}
