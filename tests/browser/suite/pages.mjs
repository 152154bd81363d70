// SPDX-License-Identifier: Apache-2.0
// The pages of the console, against a network of real programs.
export const tests = [];
