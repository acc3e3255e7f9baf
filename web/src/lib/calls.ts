// The requests that several views make.
import { post, type Call } from './api.svelte';

export interface Reader {
  user?: string;
  attributes?: Record<string, string>; // of somebody new
  context?: Record<string, string>; // columns of the interaction
  history?: { item: string; rating?: number }[]; // of somebody new
}

export interface ListSettings {
  n: number;
  only?: string[];
  diverse?: number;
  all?: boolean; // also what the user already has
  model?: string;
  version?: string;
}

function some(values: Record<string, string> | undefined): boolean {
  return values !== undefined && Object.keys(values).length > 0;
}

function of_reader(reader: Reader): object {
  return {
    ...(reader.user !== undefined && reader.user !== '' && { user: reader.user }),
    ...(some(reader.attributes) && { attributes: reader.attributes }),
    ...(some(reader.context) && { context: reader.context }),
  };
}

function of_settings(settings: ListSettings): object {
  return {
    n: settings.n,
    ...(settings.only && settings.only.length > 0 && { only: settings.only }),
    ...(settings.diverse && { diverse: settings.diverse }),
    ...(settings.all && { exclude_seen: false }),
    ...(settings.model && { model: settings.model }),
    ...(settings.version && { version: settings.version }),
  };
}

export function list_call(reader: Reader, settings: ListSettings): Call {
  if (reader.history) return post('/v1/fold_in', { history: reader.history, ...of_settings(settings) });
  return post('/v1/recommend', { ...of_reader(reader), ...of_settings(settings) });
}

export function explain_call(reader: Reader, item: string, by: 'field' | 'feature', model: { model?: string; version?: string } = {}): Call {
  return post('/v1/explain', { ...of_reader(reader), item, by, ...model });
}
