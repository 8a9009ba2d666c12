# Whole cohorts at the edges, of 8 to 5,000 patients: every row of the analysis at 90, 95 and 99 %.
# Rscript cohorts.R, in this folder: writes cohorts/NAME.csv (inputs), cohorts.csv (results), and
# cohorts_adjusted.csv: as not randomised, adjusted for age and sex, what that changes.
# The numbers are those of study.R, which this file runs; its tightened roots are stated there.
# At 90 and 99 % only rows with an interval are kept: no other number depends on the level.
# Freeman-Halton of 2x4 tables above 1,000 patients is left out: R's network algorithm does not end.
suppressPackageStartupMessages({
  library(MASS)
  library(sandwich)
  library(coin)
  library(metafor)
})
set.seed(20261123)

cohorts <- list()
clamp <- function(x, lo, hi) pmin(hi, pmax(lo, round(x)))
trial <- function(nt, nc, before = 12, effect = 2) {
  n <- nt + nc; t <- rep(c(1, 0), c(nt, nc))[sample(n)]
  pre <- clamp(rnorm(n, before, 4), 1, 42)
  post <- clamp(0.62 * pre - effect * t + rnorm(n, 0, 3), 0, 42)
  bi <- 5 * clamp(rnorm(n, 9, 4), 0, 20)
  vegf <- round(rlnorm(n, 5.3, 0.4), 1)
  data.frame(
    patient_id = sprintf("N%04d", seq_len(n)), arm = ifelse(t == 1, "cells", "usual"),
    age = clamp(rnorm(n, 64, 10), 22, 95), sex = sample(c("female", "male"), n, TRUE),
    toast = sample(c("LAA", "SAO", "CE", "SUE"), n, TRUE, c(5, 4, 2, 1)),
    nihss_pre = pre, bi_pre = bi, vegf_pre = vegf, nihss_post = post,
    bi_post = 5 * clamp(bi / 5 + 4 + t + rnorm(n, 0, 3), 0, 20),
    mrs_post = clamp(post / 4 + rnorm(n), 0, 5),
    vegf_post = round(vegf * rlnorm(n, 0.25 + 0.1 * t, 0.3), 1),
    ae_fever = rbinom(n, 1, 0.1 + 0.1 * t), died = 0)
}
lost <- function(d, share, columns = c("age", "toast", "nihss_pre", "nihss_post", "bi_post", "vegf_post", "ae_fever")) {
  for (k in columns) d[[k]][runif(nrow(d)) < share] <- NA
  d
}
add <- function(name, d) cohorts[[name]] <<- d
treated <- function(d) d$arm == "cells"

add("n8", trial(4, 4))
add("n9", trial(3, 6))
add("n20_missing", lost(trial(13, 7), 0.25))
add("n40_unequal", trial(32, 8))
add("n156", lost(trial(78, 78), 0.04))
add("n400_missing", lost(trial(150, 250), 0.2))
add("n1000", trial(800, 200))
add("n5000", lost(trial(2600, 2400), 0.02)[c("patient_id", "arm", "age", "sex", "nihss_pre", "nihss_post", "bi_pre", "bi_post")])
add("one_treated", trial(1, 19))
add("one_control", trial(12, 1))
d <- trial(30, 30)
for (k in c("nihss_pre", "nihss_post")) d[[k]] <- sample(c(4, 5), 60, TRUE)
d$bi_pre <- sample(c(50, 55), 60, TRUE); d$bi_post <- sample(c(55, 60), 60, TRUE); d$mrs_post <- sample(2:3, 60, TRUE)
d$vegf_pre <- sample(c(100, 200), 60, TRUE); d$vegf_post <- sample(c(100, 200), 60, TRUE)
add("ties", d)
d <- trial(40, 44, before = 4, effect = 4)
d$nihss_post <- ifelse(runif(84) < 0.85, 0, 1); d$mrs_post <- 0
d$bi_post <- ifelse(runif(84) < 0.8, 100, 95)
add("floor_and_ceiling", d)
d <- trial(14, 15)
d$nihss_post <- 0; d$bi_post <- 100; d$vegf_pre <- 150; d$age <- 60; d$ae_fever <- 0; d$sex <- "male"
add("constant", d)
d <- trial(18, 16)
d$nihss_pre <- 10 + seq_len(34) %% 5; d$nihss_post <- ifelse(treated(d), seq_len(34) %% 2, 9 + seq_len(34) %% 4)
d$bi_post <- ifelse(treated(d), 95, 40) + 5 * (seq_len(34) %% 2); d$mrs_post <- ifelse(treated(d), 0, 4) + seq_len(34) %% 2
d$vegf_post <- ifelse(treated(d), 900, 90) + seq_len(34); d$ae_fever <- as.numeric(treated(d)); d$died <- 0
d$sex <- ifelse(treated(d), "male", "female")
add("apart", d)
d <- trial(25, 20)
d$toast[treated(d)] <- sample(c("LAA", "SAO"), 25, TRUE); d$toast[!treated(d)] <- sample(c("SAO", "CE"), 20, TRUE)
d$nihss_pre <- 20; d$nihss_post <- ifelse(treated(d), sample(c(1, 19), 45, TRUE), sample(c(8, 19), 45, TRUE))
d$ae_fever <- ifelse(treated(d), 0, d$ae_fever); d$died <- as.numeric(!treated(d) & runif(45) < 0.2)
add("level_in_one_arm", d)
d <- trial(17, 19)
d$nihss_post[!treated(d)] <- NA; d$vegf_post[treated(d)] <- NA; d$bi_post <- NA; d$age[treated(d)] <- NA
d$mrs_post[c(which(treated(d))[-1], which(!treated(d))[-1])] <- NA
add("arm_without_values", d)
d <- trial(22, 26)
d$nihss_pre[1:20] <- 0; d$nihss_post[1:20] <- 0; d$died[15:30] <- 1; d$nihss_post[21:30] <- NA
d$bi_post[24:30] <- NA; d$vegf_post[24:30] <- NA; d$mrs_post[24:30] <- c(NA, rep(6, 6))  # died before
add("ungradable_and_died", d)
d <- trial(20, 21)
d$vegf_pre <- 100 + 3 * seq_len(41); d$vegf_post <- 2 * d$vegf_pre; d$nihss_post <- d$nihss_pre; d$bi_post <- d$bi_pre
add("nobody_changed", d)

text <- function(x) if (is.double(x)) ifelse(is.na(x), NA, sprintf("%.15g", x)) else x
made <- list()
adjusted <- list()
dir.create("cohorts", showWarnings = FALSE)
for (name in names(cohorts)) {
  file <- file.path("cohorts", paste0(name, ".csv"))
  d <- cohorts[[name]]; d[] <- lapply(d, text)
  write.csv(d, file, row.names = FALSE, quote = FALSE, na = "")
  for (level in c("0.9", "0.95", "0.99")) {
    run <- new.env(); run$arguments <- c(file, "", "usual", level)
    source("study.R", local = run)
    rows <- run$all
    if (nrow(d) > 1000) rows <- rows[!(rows$method == "fisher_exact" & rows$variable == "grade"), ]
    if (level != "0.95") rows <- rows[rows$ci_low != "" | rows$ci_high != "", ]
    made[[length(made) + 1]] <- cbind(dataset = name, confidence = level, rows)
  }
  run <- new.env(); run$arguments <- c(file, "", "usual", "0.95", "FALSE", "age,sex")
  source("study.R", local = run)
  rows <- run$all[run$all$analysis == "baseline" | run$all$visit %in% "pre" |
                    run$all$method %in% c("ancova", "ancova_hc3", "ancova_log", "proportional_odds_adjusted",
                                            "proportional_odds_test", "adjusted_risk_difference"), ]
  adjusted[[name]] <- cbind(dataset = name, confidence = "0.95", rows)
}
save <- function(made, file) write.csv(do.call(rbind, made), file, row.names = FALSE, quote = FALSE, na = "")
save(made, "cohorts.csv")
save(adjusted, "cohorts_adjusted.csv")
