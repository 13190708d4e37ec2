import { createStore } from '../api/store';
import type { Named } from '../api/types';

/** The record chosen in the palette; the panel opens it and clears this. */
export const picked = createStore<Named | null>(null);
