// SPDX-License-Identifier: Apache-2.0
// The pages of the console, against a network of real programs: all of them, in the
// order in which they are run.
import { tests as signIn } from './sign_in.mjs';
import { tests as check } from './check.mjs';
import { tests as families } from './families.mjs';
import { tests as officer } from './officer.mjs';

export const tests = [...signIn, ...check, ...families, ...officer];
