// SPDX-License-Identifier: Apache-2.0
export function check(holds, what) {
  if (!holds) throw new Error(what);
}

export function same(got, wanted, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}
