// The model that the pages are about, shared by all of them.
import type { Answer } from './api.svelte';
import type { Overview, SideName } from './types';

let answer = $state.raw<Answer<Overview> | undefined>(undefined);

export const model = {
  use(of: Answer<Overview>) {
    answer = of;
  },
  get overview(): Overview | undefined {
    return answer?.data;
  },
  side(name: SideName) {
    return answer?.data?.sides[name];
  },
};

export function histories(overview: Overview) {
  return Array.isArray(overview.histories) ? overview.histories : [overview.histories];
}
