# Two means and paired differences: R's t.test, metafor::escalc, and the formula of the SMD.
# Rscript means.R, in this folder: writes means_data.csv (inputs) and means.csv (results).
# No column is searched; all are held to 1e-8 relative.
suppressPackageStartupMessages(library(metafor))
set.seed(20261101)

sets <- list()
add <- function(name, treatment, control) sets[[name]] <<- list(t = treatment, c = control)

for (n in c(4, 5, 8, 12, 20, 39, 78, 150, 400)) {
  add(paste0("normal_", n), round(rnorm(n, 8.2, 3.1), 2), round(rnorm(n, 10.4, 3.5), 2))
  add(paste0("unequal_", n), round(rnorm(n, 5, 9), 3), round(rnorm(3 * n, 5, 1), 3))
  add(paste0("ties_", n), sample(0:4, n, TRUE), sample(0:3, n + 3, TRUE))
}
add("large", round(rnorm(5000, 8.2, 3.1), 1), round(rnorm(5000, 8.3, 3.5), 1))
add("lopsided", round(rnorm(5000, 60, 12)), round(rnorm(8, 52, 3)))
add("vegf", round(rlnorm(78, 13.8, 0.6), 2), round(rlnorm(78, 13.5, 0.7), 2))
add("offset", 1e6 + round(rnorm(40, 0, 0.01), 4), 1e6 + round(rnorm(40, 0.005, 0.01), 4))
add("tiny", round(rnorm(30, 3, 1), 3) * 1e-9, round(rnorm(30, 4, 1), 3) * 1e-9)
add("far", round(rnorm(200, 0, 1), 2), round(rnorm(200, 9, 1), 2))
add("same", c(1, 2, 3, 4, 5, 6, 7, 8), c(8, 7, 6, 5, 4, 3, 2, 1))
add("one_constant_arm", rep(3, 8), c(1, 2, 4, 4, 5, 7, 8, 9))
add("one_patient", 4.5, c(1, 2, 4, 4, 5, 7, 8, 9))
add("both_constant", rep(0.1, 9), rep(0.1, 8))
add("constants_apart", rep(2, 8), rep(5, 8))
add("two_patients", 1, 2)
add("three_patients", c(1, 2), 4)

blank <- rep(NA_real_, 6)
# t.test stops on what is essentially constant, or on too few: nothing is then expected.
attempt <- function(expression) tryCatch(expression, error = function(e) blank)
from_test <- function(h, value) c(value, h$conf.int[1:2], h$statistic, h$parameter, h$p.value)

rows <- list()
put <- function(dataset, level, method, v) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(dataset, level, method, sprintf("%.17g", v))
}
for (name in names(sets)) for (level in c(0.90, 0.95, 0.99)) {
  x <- sets[[name]]$t; y <- sets[[name]]$c
  nt <- length(x); nc <- length(y); z <- qnorm((1 + level) / 2)
  put(name, level, "welch_t",
      attempt(from_test(t.test(x, y, conf.level = level), mean(x) - mean(y))))
  put(name, level, "student_t",
      attempt(from_test(t.test(x, y, var.equal = TRUE, conf.level = level), mean(x) - mean(y))))
  s <- c(if (nt > 1) sd(x) else 0, if (nc > 1) sd(y) else 0)
  spread <- sqrt(((nt - 1) * s[1]^2 + (nc - 1) * s[2]^2) / (nt + nc - 2))
  put(name, level, "hedges_g", if (nt + nc > 3 && spread > 1e-12 * abs(mean(x))) {
    g <- escalc(measure = "SMD", vtype = "LS", m1i = mean(x), m2i = mean(y),
                sd1i = s[1], sd2i = s[2], n1i = nt, n2i = nc)
    c(g$yi + c(0, -1, 1) * z * sqrt(g$vi), NA, NA, NA)
  } else blank)
  put(name, level, "smd_means", if (min(nt, nc) > 1 && spread > 1e-12 * abs(mean(x))) {
    d <- (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)
    c(d + c(0, -1, 1) * z * sqrt(1 / nt + 1 / nc + d^2 / (2 * (nt + nc))), NA, NA, NA)
  } else blank)
  alone <- c(mean(x), blank[-1])
  put(name, level, "paired_t",
      tryCatch(from_test(t.test(x, conf.level = level), mean(x)), error = function(e) alone))
}
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "level", "method", "value", "low", "high", "statistic", "df", "p")
write.csv(result, "means.csv", row.names = FALSE, quote = FALSE)

text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
data <- data.frame(dataset = names(sets),
                   treatment = sapply(sets, function(s) text(s$t)),
                   control = sapply(sets, function(s) text(s$c)))
write.csv(data, "means_data.csv", row.names = FALSE, quote = FALSE)
