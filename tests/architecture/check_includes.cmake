# SPDX-License-Identifier: Apache-2.0
#
# Fails, naming file and reason, if a source file includes from a folder it may
# not know, reads a clock or draws randomness it may not, or has no licence line.
#
#   cmake -D ROOT=<tree> -P check_includes.cmake
cmake_minimum_required(VERSION 3.25)

# ---- The rules: a folder, and the prefixes its includes may have ----
# The most specific folder that has a rule decides. absl and the system's
# headers are anybody's, except those named further down.
set(MAY_USE_proto "kith")
set(MAY_USE_keys "keys|kith")
set(MAY_USE_keys/base "keys/base")
set(MAY_USE_policy "policy|keys/base|kith/policy")
set(MAY_USE_broker "broker|policy|keys|kith")
set(MAY_USE_agent "agent|policy|keys|kith")
set(MAY_USE_deploy "deploy|broker|agent|policy|keys|kith")
# The driver uses the whole command; the population in it knows only itself.
set(MAY_USE_deploy/demonstration "deploy|agent|keys|kith")
# Measures the product from outside; drives the demonstration's network.
set(MAY_USE_deploy/bench "deploy/bench|deploy/demonstration|deploy/kith|broker|agent|keys|kith")
set(MAY_USE_tests "tests|deploy|broker|agent|policy|keys|kith")
# Inside broker: store, relay <- index, flows <- service <- server <- main.
set(MAY_USE_broker/store "broker/store|keys|kith")
set(MAY_USE_broker/relay "broker/relay|keys|kith")
set(MAY_USE_broker/index "broker/index|broker/store/store.h|policy|keys|kith")
set(MAY_USE_broker/flows "broker/flows|broker/index|broker/relay|broker/store/store.h|policy|keys|kith")
set(MAY_USE_broker/service "broker/service|broker/flows|broker/relay|broker/index|broker/store/store.h|policy|keys|kith")
# Inside agent: the same shape.
set(MAY_USE_agent/identity "agent/identity|keys/base")
set(MAY_USE_agent/connectors "agent/connectors|agent/identity|keys/base|kith/config")
set(MAY_USE_agent/register "agent/register|agent/identity|policy|keys|kith")
set(MAY_USE_agent/receipts "agent/receipts|keys|kith")
set(MAY_USE_agent/relay "agent/relay|keys|kith")
set(MAY_USE_agent/flows "agent/flows|agent/connectors|agent/identity|agent/receipts|agent/register|agent/relay|policy|keys|kith")
set(MAY_USE_agent/service "agent/service|agent/flows|agent/receipts|agent/register|policy|keys|kith")
set(MAY_USE_agent/desk_client "agent/desk_client|keys|kith")
set(MAY_USE_agent/console "agent/console|agent/desk_client|keys|kith/desk|kith/config")

# Who may know what a name looks like.
set(KNOWS_NAMES "^agent/(identity|connectors|flows|register)/|^deploy/bench/(families/family_maker|features|linkage_people|memory_matching|network_matching)\\.|^deploy/demonstration/population\\.cc$|^tests/|_test\\.cc$")
# Who may speak gRPC: the edge of each program, and what only they use.
set(SPEAKS_GRPC "/service/|/relay/|(^|/)server\\.(cc|h)$|(^|/)main\\.cc$|^keys/tls/credentials|^keys/program/grpc_status\\.h$|^keys/keyholder/evaluate_service|^agent/desk_client/|^deploy/kith/|^deploy/bench/(ask_client|echo_server)\\.|^tests/")

# Tests, and what only tests use. They may also use tests/support and a real
# store as their fake; the product includes none of them.
set(IS_TEST "^tests/|_test\\.cc$|_conformance\\.h$|_world\\.h$|/test_[a-z_]+\\.h$|/fake_[a-z_]+\\.h$")

# Where the clock may be read: nowhere but keys/base, and for a gRPC deadline.
set(GRPC_DEADLINES
  agent/relay/grpc_calls.cc agent/relay/grpc_renewals.cc agent/server.cc broker/server.cc deploy/bench/ask_client.cc
  deploy/bench/echo_server.cc deploy/kith/enrol_by_code.cc agent/desk_client/desk_client.cc
  keys/keyholder/server.cc keys/tls/credentials_test.cc tests/adversary/adversary_test.cc)
# Certificates are checked by TLS against the machine's own clock.
set(REAL_CLOCK_TESTS keys/tls/credentials_test.cc)

# ---- The check ----
set(findings "")
macro(complain file reason)
  string(APPEND findings "  ${file}: ${reason}\n")
endmacro()

# The rule of the most specific folder above `file`, in `out`.
function(rule_of file out)
  get_filename_component(folder ${file} DIRECTORY)
  while(folder AND NOT DEFINED MAY_USE_${folder})
    get_filename_component(folder ${folder} DIRECTORY)
  endwhile()
  set(${out} "${MAY_USE_${folder}}" PARENT_SCOPE)
endfunction()

function(is_under included prefixes out)
  string(REPLACE "|" ";" list "${prefixes}")
  foreach(prefix IN LISTS list)
    string(LENGTH "${prefix}/" length)
    string(SUBSTRING "${included}/" 0 ${length} head)
    if(head STREQUAL "${prefix}/")
      set(${out} TRUE PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${out} FALSE PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE sources RELATIVE ${ROOT}
  ${ROOT}/keys/*.cc ${ROOT}/keys/*.h ${ROOT}/policy/*.cc ${ROOT}/policy/*.h
  ${ROOT}/broker/*.cc ${ROOT}/broker/*.h ${ROOT}/agent/*.cc ${ROOT}/agent/*.h
  ${ROOT}/deploy/*.cc ${ROOT}/deploy/*.h ${ROOT}/tests/*.cc ${ROOT}/tests/*.h
  ${ROOT}/proto/*.cc ${ROOT}/proto/*.h)

foreach(file IN LISTS sources)
  rule_of(${file} allowed)
  set(is_test FALSE)
  if(file MATCHES "${IS_TEST}")
    set(is_test TRUE)
    string(APPEND allowed "|tests/support|broker/store|keys")
  endif()

  file(STRINGS ${ROOT}/${file} includes REGEX "^[ ]*#[ ]*include")
  foreach(line IN LISTS includes)
    if(NOT line MATCHES "include[ ]*[<\"]([^>\"]+)[>\"]")
      complain(${file} "an include that cannot be read: ${line}")
      continue()
    endif()
    set(included ${CMAKE_MATCH_1})
    if(included MATCHES "^(proto|kith|keys|policy|broker|agent|deploy|tests)/")
      is_under(${included} "${allowed}" ok)
      # A test beside the demonstration may compare it with the real reader.
      if(NOT ok AND is_test AND file MATCHES "^deploy/" AND included MATCHES "^agent/")
        set(ok TRUE)
      endif()
      if(NOT ok)
        complain(${file} "may not include ${included}")
      endif()
    elseif(line MATCHES "include[ ]*\"" AND NOT included MATCHES "^absl/")
      complain(${file} "includes ${included} without its folder")
    endif()
    if(included MATCHES "^agent/identity/" AND NOT file MATCHES "${KNOWS_NAMES}")
      complain(${file} "may not know what a name looks like (${included})")
    endif()
    # The disk that a test pulls away stands below SQLite; a client that says over
    # TLS what no client would, on OpenSSL.
    if(included MATCHES "^(sodium|openssl/|sqlcipher/|sqlite3)" AND NOT file MATCHES "^keys/|^tests/support/(unsafe_vfs\\.cc|tls_client\\.h)$")
      complain(${file} "only keys/ may include ${included}")
    endif()
    if(included MATCHES "^grpc|\\.grpc\\.pb\\.h$" AND NOT file MATCHES "${SPEAKS_GRPC}")
      complain(${file} "may not speak gRPC (${included})")
    endif()
    if(NOT is_test AND included MATCHES "${IS_TEST}" AND included MATCHES "^(keys|policy|broker|agent|deploy|tests)/")
      complain(${file} "is no test and may not include ${included}")
    endif()
  endforeach()

  # INVARIANT: time and randomness are arguments.
  if(NOT file MATCHES "^keys/base/")
    file(READ ${ROOT}/${file} text)
    foreach(word IN ITEMS "absl::Now(" "randombytes_buf" "RAND_bytes" "system_clock::now"
                          "steady_clock::now" "std::random_device" "GetCurrentTimeNanos")
      string(FIND "${text}" "${word}" at)
      if(at EQUAL -1)
        continue()
      endif()
      if((word STREQUAL "system_clock::now" AND file IN_LIST GRPC_DEADLINES) OR
         (word STREQUAL "absl::Now(" AND file IN_LIST REAL_CLOCK_TESTS))
        continue()
      endif()
      complain(${file} "${word} belongs to keys/base")
    endforeach()
  endif()
endforeach()

# Every source begins with its licence; a script with it behind its first line.
file(GLOB_RECURSE licensed RELATIVE ${ROOT}
  ${ROOT}/proto/*.proto ${ROOT}/deploy/*.textproto ${ROOT}/tests/*.cmake ${ROOT}/tests/*.py
  ${ROOT}/deploy/*.py ${ROOT}/*/CMakeLists.txt)
foreach(script IN ITEMS CMakeLists.txt .ci/run tests/run deploy/setup deploy/demo)
  if(EXISTS ${ROOT}/${script})
    list(APPEND licensed ${script})
  endif()
endforeach()
foreach(file IN LISTS sources licensed)
  if(file MATCHES "^build")
    continue()
  endif()
  file(STRINGS ${ROOT}/${file} head LIMIT_COUNT 2 LIMIT_INPUT 400)
  if(NOT "${head}" MATCHES "SPDX-License-Identifier: Apache-2\\.0")
    complain(${file} "has no SPDX licence line on top")
  endif()
endforeach()

list(LENGTH sources count)
if(count EQUAL 0)
  message(FATAL_ERROR "no sources under '${ROOT}'")
endif()
if(findings)
  message(FATAL_ERROR "includes point one way, but:\n${findings}")
endif()
message(STATUS "${count} sources look the right way")
