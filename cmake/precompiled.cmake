# SPDX-License-Identifier: Apache-2.0

# The headers everybody includes, parsed once a kind of target: they are most of the
# build. -DKITH_PRECOMPILE=OFF does without, and so finds a file which includes less
# than it uses (tests/run --long).
option(KITH_PRECOMPILE "parse the headers everybody includes once" ON)

# So that ccache can tell one precompiled header from another by what is in it.
if(KITH_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
elseif(KITH_PRECOMPILE)
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

# One flag less in which a precompiled header and its user could differ.
add_compile_options(-pthread)

# kith_precompiled(NAME KIND DEPS HEADERS...): a target whose only content is its
# precompiled header. KIND as the targets that use it: an executable's code is
# placed otherwise than a library's.
function(kith_precompiled name kind deps)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cc CONTENT "")
  if(kind STREQUAL "EXECUTABLE")
    add_executable(${name} ${CMAKE_BINARY_DIR}/${name}.cc)
  else()
    add_library(${name} STATIC ${CMAKE_BINARY_DIR}/${name}.cc)
  endif()
  target_link_libraries(${name} PRIVATE ${deps})
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

function(kith_targets_below folder out)
  get_property(found DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(children DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(child IN LISTS children)
    kith_targets_below(${child} below)
    list(APPEND found ${below})
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Called once every target is known.
function(kith_precompile)
  kith_targets_below(${PROJECT_SOURCE_DIR} targets)
  set(headers <algorithm> <cstdint> <functional> <map> <memory> <optional> <set>
    <string> <utility> <vector>
    <absl/container/flat_hash_map.h> <absl/status/statusor.h> <absl/strings/str_cat.h>
    <absl/strings/str_format.h> <absl/strings/str_split.h> <absl/strings/string_view.h>
    <absl/synchronization/mutex.h> <absl/time/time.h> <absl/types/span.h>
    <google/protobuf/map.h> <google/protobuf/message.h> <google/protobuf/repeated_field.h>
    <kith/consent/v1/consent.pb.h> <kith/desk/v1/desk.pb.h> <kith/enquiry/v1/enquiry.pb.h>
    <kith/evaluate/v1/evaluate.pb.h> <kith/handover/v1/handover.pb.h>
    <kith/involvement/v1/involvement.pb.h> <kith/link/v1/link.pb.h> <kith/log/v1/log.pb.h>
    <kith/network/v1/network.pb.h> <kith/policy/v1/bundle.pb.h> <kith/recall/v1/recall.pb.h>
    <kith/urgent/v1/urgent.pb.h>
    # Of ours, what most files of broker and agent include anyway.
    <keys/base/clock.h> <keys/base/executor.h> <keys/base/logging.h> <keys/base/random.h>
    <keys/base/status_macros.h> <keys/hash.h> <keys/network/network.h> <keys/sealed_db.h>
    <keys/secret.h> <keys/signer.h> <keys/tlog/audit_log.h> <keys/token.h>)
  set(deps absl::statusor absl::synchronization absl::flat_hash_map kith_proto)
  kith_precompiled(kith_precompiled_headers LIBRARY "kith_defaults;${deps}" ${headers})

  if(BUILD_TESTING)
    kith_precompiled(kith_precompiled_for_tests EXECUTABLE
      "kith_defaults;${deps};GTest::gmock;GTest::gtest_main"
      ${headers} <gmock/gmock.h> <gtest/gtest.h> <kith/config/v1/config.pb.h>)
    kith_compile_as_test(kith_precompiled_for_tests)
  endif()
  if(KITH_WITH_GRPC)
    set(stubs ${KITH_SERVICES})
    list(TRANSFORM stubs REPLACE "(.*)\\.proto$" "<\\1.grpc.pb.h>")
    kith_precompiled(kith_precompiled_for_edges LIBRARY
      "kith_defaults;kith_proto_services;${deps}" ${headers} ${stubs} <grpcpp/grpcpp.h>)
    kith_compile_as_edge(kith_precompiled_for_edges)
    kith_precompiled(kith_precompiled_for_commands LIBRARY
      "kith_defaults;${deps};CLI11::CLI11;nlohmann_json::nlohmann_json"
      ${headers} <CLI/CLI.hpp> <nlohmann/json.hpp>)
    kith_compile_as_command(kith_precompiled_for_commands)
    kith_precompiled(kith_precompiled_for_stubs LIBRARY "${deps};gRPC::grpc++"
      <google/protobuf/map.h> <google/protobuf/message.h> <grpcpp/grpcpp.h>
      <grpcpp/impl/codegen/client_callback.h> <grpcpp/impl/codegen/server_callback_handlers.h>)
    kith_compile_as_edge(kith_precompiled_for_stubs)
    target_precompile_headers(kith_proto_services REUSE_FROM kith_precompiled_for_stubs)
  endif()

  get_property(tests GLOBAL PROPERTY KITH_PLAIN_TESTS)
  get_property(edges GLOBAL PROPERTY KITH_EDGES)
  get_property(commands GLOBAL PROPERTY KITH_COMMANDS)
  list(REMOVE_ITEM targets kith_proto kith_proto_services)  # Generated: other flags.
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(target IN_LIST tests)
      target_precompile_headers(${target} REUSE_FROM kith_precompiled_for_tests)
    elseif(NOT type STREQUAL "STATIC_LIBRARY" OR target MATCHES "^kith_precompiled_")
      continue()
    elseif(target IN_LIST edges)
      target_precompile_headers(${target} REUSE_FROM kith_precompiled_for_edges)
    elseif(target IN_LIST commands)
      target_precompile_headers(${target} REUSE_FROM kith_precompiled_for_commands)
    else()
      target_precompile_headers(${target} REUSE_FROM kith_precompiled_headers)
    endif()
  endforeach()
endfunction()
