# SPDX-License-Identifier: Apache-2.0
#
# Plants one fault at a time in a small tree and expects the check to name it;
# the tree without a fault must pass.
#
#   cmake -D CHECK=<check_includes.cmake> -D SCRATCH=<folder> -P check_includes_test.cmake
cmake_minimum_required(VERSION 3.25)

set(LICENCE "// SPDX-License-Identifier: Apache-2.0\n")

function(write_good_tree)
  file(REMOVE_RECURSE ${SCRATCH})
  file(WRITE ${SCRATCH}/keys/base/clock.h "${LICENCE}#include <string>\n")
  file(WRITE ${SCRATCH}/keys/base/clock.cc "${LICENCE}#include \"keys/base/clock.h\"\nauto now = absl::Now();\n")
  file(WRITE ${SCRATCH}/keys/signer.cc "${LICENCE}#include <sodium.h>\n#include \"keys/base/clock.h\"\n")
  file(WRITE ${SCRATCH}/broker/flows/a.cc "${LICENCE}#include \"broker/store/store.h\"\n#include \"keys/signer.h\"\n#include \"absl/time/time.h\"\n")
  file(WRITE ${SCRATCH}/broker/flows/a_test.cc "${LICENCE}#include \"tests/support/fake_relay.h\"\n#include \"broker/store/sqlcipher_store.h\"\n")
  file(WRITE ${SCRATCH}/agent/flows/a.cc "${LICENCE}#include \"agent/identity/identity.h\"\n")
endfunction()

function(expect_fault file line words)
  write_good_tree()
  file(APPEND ${SCRATCH}/${file} "${LICENCE}${line}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${SCRATCH} -P ${CHECK}
    RESULT_VARIABLE code ERROR_VARIABLE said OUTPUT_QUIET)
  string(FIND "${said}" "${file}: " names_file)
  string(FIND "${said}" "${words}" names_reason)
  if(code EQUAL 0 OR names_file EQUAL -1 OR names_reason EQUAL -1)
    message(SEND_ERROR "not caught in ${file}: ${line}\nexpected: ${words}\nsaid: ${said}")
  endif()
endfunction()

write_good_tree()
execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${SCRATCH} -P ${CHECK}
  RESULT_VARIABLE code ERROR_VARIABLE said OUTPUT_QUIET)
if(NOT code EQUAL 0)
  message(SEND_ERROR "a tree without a fault is refused: ${said}")
endif()

expect_fault(keys/token.cc "#include \"policy/facts.h\"" "may not include policy/facts.h")
expect_fault(policy/rules.cc "#include \"keys/signer.h\"" "may not include keys/signer.h")
expect_fault(broker/flows/b.cc "#include \"agent/flows/parts.h\"" "may not include agent/flows/parts.h")
expect_fault(agent/flows/b.cc "#include \"broker/flows/parts.h\"" "may not include broker/flows/parts.h")
expect_fault(broker/flows/b.cc "#include \"broker/store/sqlcipher_store.h\"" "may not include broker/store/sqlcipher_store.h")
expect_fault(broker/flows/b.cc "#include \"broker/service/peer.h\"" "may not include broker/service/peer.h")
expect_fault(broker/store/b.cc "#include \"broker/flows/parts.h\"" "may not include broker/flows/parts.h")
expect_fault(broker/flows/b.cc "#include <grpcpp/server.h>" "may not speak gRPC")
expect_fault(agent/flows/b.cc "#include \"kith/link/v1/link.grpc.pb.h\"" "may not speak gRPC")
expect_fault(broker/flows/b.cc "#include <sodium.h>" "only keys/ may include sodium.h")
expect_fault(agent/register/b.cc "#include <sqlcipher/sqlite3.h>" "only keys/ may include sqlcipher/sqlite3.h")
expect_fault(deploy/kith/b.cc "#include <openssl/evp.h>" "only keys/ may include openssl/evp.h")
expect_fault(agent/service/b.cc "#include \"agent/identity/identity.h\"" "may not know what a name looks like")
expect_fault(deploy/bench/tally.cc "#include \"agent/identity/compare.h\"" "may not know what a name looks like")
expect_fault(deploy/bench/tally.cc "#include <grpcpp/server.h>" "may not speak gRPC")
expect_fault(broker/flows/b.cc "#include \"tests/support/fake_relay.h\"" "may not include tests/support/fake_relay.h")
expect_fault(broker/flows/b.cc "#include \"keys/base/fake_clock.h\"" "is no test and may not include")
expect_fault(agent/flows/b.cc "auto now = absl::Now();" "absl::Now( belongs to keys/base")
expect_fault(agent/flows/b_test.cc "std::random_device seed;" "std::random_device belongs to keys/base")
expect_fault(keys/token.cc "randombytes_buf(bytes, 32);" "randombytes_buf belongs to keys/base")
expect_fault(keys/token.cc "RAND_bytes(bytes, 32);" "RAND_bytes belongs to keys/base")
expect_fault(broker/flows/b.cc "std::chrono::system_clock::now();" "system_clock::now belongs to keys/base")

function(expect_unlicensed)
  write_good_tree()
  file(WRITE ${SCRATCH}/keys/token.cc "#include <string>\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${SCRATCH} -P ${CHECK}
    RESULT_VARIABLE code ERROR_VARIABLE said OUTPUT_QUIET)
  if(code EQUAL 0 OR NOT said MATCHES "keys/token.cc: has no SPDX")
    message(SEND_ERROR "a file without a licence is not caught: ${said}")
  endif()
endfunction()
expect_unlicensed()
file(REMOVE_RECURSE ${SCRATCH})
