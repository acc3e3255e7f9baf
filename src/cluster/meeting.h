// How processes find each other. Process 0 listens; every other one tells it who it is and where it takes data, and
// gets the list of all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cluster/socket.h"
#include "cluster/tcp.h"

namespace interplay {

struct Member {
  std::string host;  // for people
  std::int64_t pid = 0;
  Address data;  // where it takes data
};

struct Meeting {
  std::vector<Member> members;   // by number
  std::string key;               // that of this training; strangers do not know it
  Socket takes_data;             // the own one of members[process].data
  std::vector<Socket> controls;  // of process 0: to every other one, by number; of others: to process 0, first
};

// Throws Error(usage, io); see tcp_cluster.
Meeting meet(const TcpOptions& options);

// Data connections to all other processes, by number. `failure`: why they cannot come about any more; empty while they
// can. Throws Error(io).
std::vector<Socket> connect_members(const Meeting& meeting, const TcpOptions& options,
                                    const std::function<std::string()>& failure);

std::string describe_member(const Meeting& meeting, std::size_t process);

}  // namespace interplay
