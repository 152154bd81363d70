// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>

#include "deploy/kith/command_line.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/pkcs11/hardware_key.h"

int main(int argc, char** argv) {
  kith::pkcs11::AskForPins();
  const kith::SystemClock clock;
  kith::SystemRandom random;
  kith::deploy::Terminal terminal{clock, random, std::cout, std::cerr,
                                  isatty(STDOUT_FILENO) == 1};
  return static_cast<int>(kith::deploy::RunCommandLine(argc, argv, terminal));
}
